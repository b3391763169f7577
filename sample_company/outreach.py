"""What the company does to be heard: messages, experiments, advertising, search results."""

import numpy as np
import pyarrow as pa

from sample_company.catalogue import CAMPAIGN_KINDS, Catalogue
from sample_company.people import Block
from sample_company.world import (
    DAY,
    HOUR,
    JST,
    MICRO,
    NULL,
    Frame,
    World,
    ids,
    local_day,
    moment,
    take,
)

EXPERIMENTS = {  # id: (name, goal event, rate of the control, rate of the treated, cost)
    "EXP-GUIDE": ("ギフトガイドのお知らせ", "file_download", 0.10, 0.26, 120_000),
    "EXP-BADGE": ("会員バッジの新デザイン", "share", 0.06, 0.06, 80_000),  # planted: no effect
}
# Planted: an experiment without a goal of its own, half of whose treated were lost by the tool.
BROKEN, BROKEN_NAME, BROKEN_COST, BROKEN_KEPT = (
    "EXP-FOOTER",
    "購読案内の新しい置き場所",
    40_000,
    0.5,
)
STARTS = (0.45, 0.75, 0.6)
# Planted: a mailing for which nobody took out who had withdrawn.
STALE_MONTHS_BACK, STALE_SHARE = 2, 0.5
PESTERED_SHARE, PESTERED_DAYS = 0.012, 20
CHANNELS = ["email", "line", "push", "sms", "post", "in_app"]


def assign(world: World, block: Block) -> tuple[dict[str, Frame], Frame]:
    """Who was put into which variant, and the goals that followed: person, time, goal."""
    rng = world.rng(9, block.number)
    person, at, variant, number = [], [], [], []
    goals: dict[str, list[np.ndarray]] = {"person": [], "time": [], "goal": []}
    for index, (_, _, base, treated, _) in enumerate(EXPERIMENTS.values()):
        start = experiment_start(world, index)
        here = np.flatnonzero((block.created < start) & (rng.random(block.size) < 0.5))
        is_control = rng.random(len(here)) < 0.5
        person.append(here)
        at.append(np.full(len(here), start))
        variant.append(is_control.astype(int))
        number.append(np.full(len(here), index))
        hit = rng.random(len(here)) < np.where(is_control, base, treated)
        when = start + (rng.uniform(0.05, 25, len(here)) * DAY).astype(np.int64)
        hit &= when < world.end_us - HOUR
        goals["person"].append(here[hit])
        goals["time"].append(when[hit])
        goals["goal"].append(np.full(hit.sum(), index))
    rng = world.rng(110, block.number)
    start = experiment_start(world, len(EXPERIMENTS))
    here = np.flatnonzero((block.created < start) & (rng.random(block.size) < 0.6))
    is_control = rng.random(len(here)) < 0.5
    kept = is_control | (rng.random(len(here)) < BROKEN_KEPT)
    person.append(here[kept])
    at.append(np.full(kept.sum(), start))
    variant.append(is_control[kept].astype(int))
    number.append(np.full(kept.sum(), len(EXPERIMENTS)))
    who, time, which, index = (np.concatenate(part) for part in (person, at, variant, number))
    frame = {
        "experiment_id": take([*EXPERIMENTS, BROKEN], index),
        "customer_record_id": take(block.record_id, block.main[who]),
        "variant": take(["treatment", "control"], which),
        "assigned_at": time,
        "planned_share": np.full(len(who), 0.5),
        "_loaded_at": world.loaded(time),
    }
    return {"messaging.assignments": frame}, {k: np.concatenate(v) for k, v in goals.items()}


def experiment_start(world: World, index: int) -> int:
    """When an experiment began: a fixed part of the way through the data, at nine o'clock."""
    day = world.first_day + int(len(world.days) * STARTS[index])
    return day * DAY - JST + 9 * HOUR


def build(world: World, block: Block, cat: Catalogue, visits: Frame) -> dict[str, Frame]:
    """Messages of a block: monthly blasts to whom may be written, and those behind a visit.

    Args:
        world: Calendar and counters.
        block: The people.
        cat: The campaigns.
        visits: Sessions that came from a message: person, time, kind (0 e-mail, 1 LINE).

    """
    rng = world.rng(10, block.number)
    person, time, channel, clicked = [], [], [], []
    plans = ((0, 4, 1.0), (0, 18, 0.9), (1, 7, 1.0), (2, 10, 0.7), (3, 13, 0.5), (4, 16, 0.2))
    for code, day, sends in plans:
        reader = block.has_email if code == 0 else np.ones(block.size, bool)
        for month in range(world.months):
            send = (world.month_starts[month] + day) * DAY - JST + (9 + 2 * code) * HOUR
            here = np.flatnonzero(
                reader
                & (block.may_write[:, code] > send)
                & (rng.random(block.size) < sends)
                & (block.created < send - HOUR)
            )
            person.append(here)
            time.append(np.full(len(here), send) + rng.integers(0, 1800, len(here)) * MICRO)
            channel.append(np.full(len(here), code))
            clicked.append(np.full(len(here), NULL))
    # A mailing that nobody stopped: a few get one every day of the last weeks.
    pestered = np.flatnonzero(block.has_email & (rng.random(block.size) < PESTERED_SHARE))
    for day in range(PESTERED_DAYS):
        send = world.end_us + 1 - (day + 1) * DAY + 11 * HOUR
        here = pestered[
            (block.may_write[pestered, 0] > send) & (block.created[pestered] < send - HOUR)
        ]
        person.append(here)
        time.append(np.full(len(here), send) + rng.integers(0, 1800, len(here)) * MICRO)
        channel.append(np.zeros(len(here), int))
        clicked.append(np.full(len(here), NULL))
    person.append(visits["person"])
    lag = (rng.exponential(4 * 3600, len(visits["person"])) + 300).astype(np.int64) * MICRO
    time.append(visits["time"] - lag)
    channel.append(visits["kind"])
    clicked.append(visits["time"])
    stale = _stale(world, block)
    person.append(stale["person"])
    time.append(stale["time"])
    channel.append(np.zeros(len(stale["person"]), int))
    clicked.append(np.full(len(stale["person"]), NULL))
    who, sent, way, click = (np.concatenate(part) for part in (person, time, channel, clicked))
    sent = np.maximum(sent, world.start_us)
    fits = block.may_write[who, way] > sent  # whoever did not agree had it forwarded
    fits[len(fits) - len(stale["person"]) :] = True
    fits &= (
        (sent <= world.end_us) & ((way != 0) | block.has_email[who]) & (block.created[who] <= sent)
    )
    who, sent, way, click = who[fits], sent[fits], way[fits], click[fits]
    order = np.argsort(sent, kind="stable")
    who, sent, way, click = who[order], sent[order], way[order], click[order]
    n = len(who)
    has_click = click != NULL
    bounced = ~has_click & (rng.random(n) < np.array([0.015, 0.002, 0.01, 0.02, 0.03, 0])[way])
    # A letter takes days, the carrier reports it.
    delivered = world.clip(sent + rng.integers(2, 60, n) * np.where(way == 4, 3000, 1) * MICRO)
    bounce = np.where(bounced, delivered, NULL)
    delivered = np.where(bounced, NULL, delivered)
    night = ((sent + JST) % DAY) // HOUR
    keen = (
        rng.beta(1.5, 4, block.size)[who]
        * np.where(way == 1, 1.6, 1.0)
        * np.where(night >= 18, 1.15, 1.0)
    )
    opens = (delivered != NULL) & (way < 3) & (has_click | (rng.random(n) < keen))
    wait = (rng.exponential(5 * 3600, n) + 20).astype(np.int64) * MICRO
    opened = np.where(
        opens, np.where(has_click, np.minimum(click - MICRO * 20, sent + wait), sent + wait), NULL
    )
    opened = np.where(opens, np.maximum(opened, delivered + MICRO), NULL)
    opened = world.clip(opened)
    # A click without a visit on record: the tracker was blocked.
    lost = (opened != NULL) & ~has_click & (rng.random(n) < 0.05)
    click = np.where(lost, opened + rng.integers(5, 90, n) * MICRO, click)
    click = world.clip(np.where(click != NULL, np.maximum(click, opened + MICRO), click))
    stops = (opened != NULL) & (rng.random(n) < 0.004) & (way < 2)
    stop = world.clip(np.where(stops, opened + rng.integers(10, 300, n) * MICRO, NULL))
    month = np.clip(
        np.searchsorted(world.month_starts, local_day(sent), side="right") - 1, 0, world.months - 1
    )
    kind = np.array([0, 1, 2, -1, -1, -1])[way]
    last = np.maximum.reduce([sent, delivered, bounce, opened, click, stop])
    return {
        "messaging.messages": {
            "message_id": ids("MS-", world.numbers("message", n), 9),
            "campaign_id": take(
                cat.campaign, np.where(kind >= 0, month * len(CAMPAIGN_KINDS) + kind, -1)
            ),
            "customer_record_id": take(block.record_id, block.main[who]),
            "channel": take(CHANNELS, way),
            "sent_at": sent,
            "delivered_at": delivered,
            "bounced_at": bounce,
            "first_opened_at": opened,
            "first_clicked_at": click,
            "unsubscribed_at": stop,
            "is_commercial": rng.random(n) < 0.93,
            "_loaded_at": world.loaded(last),
        }
    }


def _stale(world: World, block: Block) -> Frame:
    """Return the messages of the mailing that went to who had withdrawn: person, time."""
    rng = world.rng(111, block.number)
    month = max(world.months - STALE_MONTHS_BACK, 0)
    send = (world.month_starts[month] + 22) * DAY - JST + 9 * HOUR
    until = block.may_write[:, 0]
    left = (until != NULL) & (until < send - DAY) & block.has_email & ~block.erased
    here = np.flatnonzero(
        left & (block.created < send - DAY) & (rng.random(block.size) < STALE_SHARE)
    )
    world.facts["messages_to_who_had_withdrawn"] += len(here)
    return {"person": here, "time": np.full(len(here), send)}


def _measures(world: World) -> Frame:
    """Return the experiments, and a change of the help pages without a control group."""
    n = len(EXPERIMENTS) + 2
    starts = np.array([experiment_start(world, index) for index in range(len(STARTS))])
    starts = np.insert(starts, len(EXPERIMENTS), starts[1])
    cost = [*(item[4] for item in EXPERIMENTS.values()), 60_000, BROKEN_COST]
    names = [*(item[0] for item in EXPERIMENTS.values()), "返品手順のページを改訂", BROKEN_NAME]
    nobody = [None] * len(EXPERIMENTS)
    return {
        "measure_id": ids("ME-", np.arange(1, n + 1), 3),
        "name": pa.array(names),
        "target": pa.array(["全会員"] * len(EXPERIMENTS) + ["contact_count", "全会員"]),
        "target_segment_type": pa.array([*nobody, "country", None]),
        "target_segment_value": pa.array([*nobody, "JP", None]),
        "goal_is_unwanted": pa.array([False] * len(EXPERIMENTS) + [True, False]),
        "experiment_id": pa.array([*EXPERIMENTS, None, BROKEN]),
        "goal_event": pa.array([*(item[1] for item in EXPERIMENTS.values()), None, None]),
        "started_at": starts,
        "ended_at": np.minimum(starts + 28 * DAY, world.end_us),
        "cost": np.array(cost) * 10_000,
        "currency": pa.array(["JPY"] * n),
        "_loaded_at": world.loaded(starts),
    }


def company(world: World, cat: Catalogue, people: int) -> dict[str, Frame]:
    """Measures, advertising by day and campaign, and search results by day and query."""
    rng = world.rng(102)
    frames: dict[str, Frame] = {"messaging.measures": _measures(world)}
    kinds = [
        CAMPAIGN_KINDS.index(name)
        for name in ("paid_search", "paid_social", "display", "affiliate")
    ]
    days = len(world.days)
    kind, day = np.repeat(kinds, days), np.tile(np.arange(days), len(kinds))
    size = people / 3000
    level = np.array([0, 0, 0, 4200, 3300, 900, 1100])[kind] * size
    season = world.day_weights("shop", 0.7)[day] * days
    spend = np.round(level * season * np.exp(rng.normal(0, 0.2, len(day))))
    impressions = np.round(
        spend * np.array([0, 0, 0, 1.6, 3.2, 9, 2])[kind] * np.exp(rng.normal(0, 0.15, len(day)))
    )
    clicks = rng.binomial(
        impressions.astype(np.int64), np.array([0, 0, 0, 0.018, 0.009, 0.002, 0.012])[kind]
    )
    month = np.searchsorted(world.month_starts, world.days[day], side="right") - 1
    night = moment(world.days[day], np.full(len(day), 23 * HOUR))
    frames["web.ad_spend"] = {
        "date": world.days[day],
        "channel": take(CAMPAIGN_KINDS, kind),
        "campaign_id": take(cat.campaign, month * len(CAMPAIGN_KINDS) + kind),
        "impressions": impressions.astype(np.int64),
        "reach": np.round(impressions * 0.7).astype(np.int64),
        "clicks": clicks,
        "audience_size": np.round(impressions * 1.2).astype(np.int64),
        "spend": (spend * 10_000).astype(np.int64),
        "currency": take(["JPY"], np.zeros(len(day), int)),
        "_loaded_at": world.loaded(night),
    }
    queries = [
        "あさなぎ茶舗",
        "煎茶 通販",
        "ほうじ茶 おすすめ",
        "急須 ギフト",
        "御歳暮 お茶",
        "抹茶 初心者",
        "お茶 定期便",
        "hojicha buy",
    ]
    pages = [
        "/",
        "/category/1",
        "/category/1",
        "/category/5",
        "/category/6",
        "/category/1",
        "/subscription",
        "/en/",
    ]
    query, day = np.repeat(np.arange(len(queries)), days), np.tile(np.arange(days), len(queries))
    level = np.array([120, 90, 70, 40, 60, 50, 45, 20])[query] * np.sqrt(size)
    gift = np.where(query == 4, np.isin(world.month_of_year[day], [10, 11]) * 3 + 0.2, 1.0)
    shown = rng.poisson(level * gift * world.day_weights("shop", 0.5)[day] * days)
    place = np.array([1.2, 6, 8, 5, 7, 9, 4, 11])[query] * np.exp(rng.normal(0, 0.08, len(day)))
    seen = shown > 0
    rate = np.clip(0.3 / place, 0, 0.4)
    frames["web.search_console"] = {
        "date": world.days[day][seen],
        "query": take(queries, query[seen]),
        "page_path": take(pages, query[seen]),
        "impressions": shown[seen],
        "clicks": rng.binomial(shown, rate)[seen],
        "average_position": np.round(place, 2)[seen],
        "_loaded_at": world.loaded(moment(world.days[day], np.full(len(day), 23 * HOUR)))[seen],
    }
    return frames
