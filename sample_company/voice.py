"""Surveys: relational every quarter, transactional after purchase and support, a panel.

The recommendation score is a weighted sum of the item scores plus noise, with weights
that are known: whoever looks for drivers of satisfaction should find them in that order,
and find nothing for packaging.
"""

import numpy as np
import pyarrow as pa

from sample_company import sayings, texts
from sample_company.listening import buys_soon
from sample_company.people import Block
from sample_company.shop import Orders
from sample_company.world import (
    DAY,
    HOUR,
    JST,
    MICRO,
    NULL,
    Frame,
    World,
    blank,
    choose,
    ids,
    join,
    same,
    stack,
    take,
)

ITEMS = list(texts.DRIVERS)
NPS_GAIN = 3.4  # points of the 0-10 score per point of the weighted item score
SURVEYS = [  # id, name, type, touchpoint, questions
    (
        "SV-REL",
        "四半期 お客様満足度調査",
        "relational",
        None,
        [
            "nps",
            "csat",
            *[f"satisfaction_{i}" for i in ITEMS],
            *[f"importance_{i}" for i in ITEMS],
            "expectation_delivery",
            "expectation_quality",
            "comment",
        ],
    ),
    (
        "SV-BUY",
        "ご購入後アンケート",
        "transactional",
        "purchase",
        ["nps", "csat", "ces", "comment"],
    ),
    (
        "SV-SUP",
        "お問い合わせ後アンケート",
        "transactional",
        "support",
        ["nps", "csat", "ces", "comment"],
    ),
    (
        "SV-PAN",
        "お茶の購買に関する調査",
        "panel",
        None,
        ["nps", "satisfaction_quality", "satisfaction_price"],
    ),
    ("SV-TAB", "店頭タブレット", "transactional", "store_visit", []),
]
TABLET = [  # id, type, item, least, greatest, reversed, codes for no answer, text
    ("csat_r", "csat", None, 1, 5, True, "0,9", "ご来店の満足度は?(1=とても満足 〜 5=不満)"),
    ("quality_4", "satisfaction", "quality", 0, 4, False, None, "商品の品質は?(0〜4)"),
    ("ces_5", "ces", None, 1, 5, False, None, "お会計は簡単でしたか?(1〜5)"),  # counts nowhere
]
TABLET_SHARE = 0.12  # of the orders in the shop
ASK = {
    "nps": "親しい方に薦める可能性はどのくらいありますか?(0〜10)",
    "csat": "全体としてどの程度満足していますか?(1〜5)",
    "ces": "手続きは簡単でしたか?(1〜7)",
    "comment": "ご意見をお聞かせください。",
}
ASK_ITEM = {
    "satisfaction": "にどの程度満足していますか?",
    "importance": "はどの程度重要ですか?",
    "expectation": "にどの程度期待していましたか?",
}
EXPECTED = {"delivery": 4.4, "quality": 3.9}  # delivery falls short of it, quality does not
IMPORTANCE = {
    "quality": 4.5,
    "delivery": 4.0,
    "price": 4.2,
    "support": 3.5,
    "website": 3.2,
    "packaging": 3.6,
}


def surveys(world: World) -> dict[str, Frame]:
    """Return the surveys and their questions."""
    start = np.full(len(SURVEYS), world.start_us + HOUR)
    pairs = [(survey[0], question) for survey in SURVEYS for question in survey[4]]
    kinds = [question.split("_")[0] for _, question in pairs]
    items = [question.split("_")[1] if "_" in question else None for _, question in pairs]
    asked = [
        ASK[kind] if item is None else texts.ITEM_JA[item] + ASK_ITEM[kind]
        for kind, item in zip(kinds, items, strict=True)
    ]
    return {
        "survey.surveys": {
            "survey_id": pa.array([item[0] for item in SURVEYS]),
            "name": pa.array([item[1] for item in SURVEYS]),
            "survey_type": pa.array([item[2] for item in SURVEYS]),
            "touchpoint": pa.array([item[3] for item in SURVEYS], pa.string()),
            "language": same("ja", len(SURVEYS)),
            "_loaded_at": world.loaded(start),
        },
        "survey.questions": stack(
            {
                "survey_id": pa.array([pair[0] for pair in pairs]),
                "question_id": pa.array([pair[1] for pair in pairs]),
                "question_type": pa.array(kinds),
                "item": pa.array(items, pa.string()),
                "text": pa.array(asked),
                "_loaded_at": world.loaded(np.full(len(pairs), world.start_us + HOUR)),
            },
            _tablet_questions(world),
        ),
    }


def _tablet_questions(world: World) -> Frame:
    """Return the questions of the tablet, with scales of their own."""
    n = len(TABLET)
    low, high = (np.array([question[place] for question in TABLET]) for place in (3, 4))
    return {
        "survey_id": same("SV-TAB", n),
        "question_id": pa.array([question[0] for question in TABLET]),
        "question_type": pa.array([question[1] for question in TABLET]),
        "item": pa.array([question[2] for question in TABLET], pa.string()),
        "text": pa.array([question[7] for question in TABLET]),
        "scale_min": low,
        "scale_max": high,
        "is_reversed": np.array([question[5] for question in TABLET]),
        "missing_codes": pa.array([question[6] for question in TABLET], pa.string()),
        "_loaded_at": world.loaded(np.full(n, world.start_us + HOUR)),
    }


def item_scores(
    rng: np.random.Generator, size: int, busy: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Item scores 1-5 and the recommendation score 0-10 that follows from them.

    Args:
        rng: Source of randomness.
        size: Number of respondents.
        busy: True where the parcel services were at their limit: delivery suffers.

    Returns:
        Scores of shape (size, items), and NPS answers; both whole numbers.

    """
    # Late deliveries are the issue: what weighs as much is rated well, and what is rated as low
    # weighs less.
    level = np.array([4.1, 3.5, 3.9, 3.6, 3.8, 3.9])
    latent = level + rng.normal(0, 0.95, (size, len(ITEMS)))
    latent[:, ITEMS.index("delivery")] -= 0.4 * busy
    mood = rng.normal(0, 0.25, size)  # a common mood, which packaging does not share
    latent[:, : len(ITEMS) - 1] += mood[:, None]
    scores = np.clip(np.round(latent), 1, 5)
    weights = np.array([texts.DRIVERS[item] for item in ITEMS])
    merit = (scores - 3.75) @ weights
    nps = np.clip(np.round(7.9 + NPS_GAIN * merit + rng.normal(0, 1.1, size)), 0, 10)
    return scores.astype(int), nps.astype(int)


def build(
    world: World, block: Block, orders: Orders, solved: Frame
) -> tuple[dict[str, Frame], tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Make invitations, responses and answers of a block.

    Returns:
        The frames; and who recommends us: person, time and score.

    """
    rng = world.rng(7, block.number)
    parts = []
    # Every third month, in its second week, a quarter of the customers of that day.
    for start in world.month_starts[2:-1:3]:
        sent_day = (start + 9) * DAY - JST
        here = np.flatnonzero(
            (block.created < sent_day - 30 * DAY) & (rng.random(block.size) < 0.26)
        )
        parts.append(
            (
                0,
                here,
                sent_day + 10 * HOUR + rng.integers(0, 3600, len(here)) * MICRO,
                np.full(len(here), -1),
                0.34,
            )
        )
    bought = np.flatnonzero(
        (orders.person >= 0) & orders.counted & (rng.random(len(orders.person)) < 0.22)
    )
    parts.append((1, orders.person[bought], orders.time[bought] + 5 * DAY + 3 * HOUR, bought, 0.28))
    asked = np.flatnonzero(rng.random(len(solved["person"])) < 0.7)
    parts.append((2, solved["person"][asked], solved["time"][asked] + HOUR, asked, 0.35))
    kind = np.concatenate([np.full(len(part[1]), part[0]) for part in parts])
    person, sent, source = (np.concatenate([part[i] for part in parts]) for i in (1, 2, 3))
    rate = np.concatenate([np.full(len(part[1]), part[4]) for part in parts])
    keep = sent <= world.end_us
    kind, person, sent, source, rate = (
        column[keep] for column in (kind, person, sent, source, rate)
    )
    order = np.argsort(sent, kind="stable")
    kind, person, sent, source, rate = (
        column[order] for column in (kind, person, sent, source, rate)
    )
    n = len(kind)
    opened = sent + (rng.exponential(9 * 3600, n) + 30).astype(np.int64) * MICRO
    started = opened + (rng.exponential(600, n) + 5).astype(np.int64) * MICRO
    answered = started + (rng.gamma(2, 60, n) + 20).astype(np.int64) * MICRO
    saw = (rng.random(n) < 0.62) & (opened <= world.end_us)
    began = saw & (rng.random(n) < rate / 0.62 * 1.12) & (started <= world.end_us)
    did = began & (answered <= world.end_us)
    finished = did & (rng.random(n) < 0.9)
    channel = choose(rng, n, [70, 22, 8])
    channel[(channel == 0) & ~block.has_email[person]] = 1
    invitation = ids("IV-", world.numbers("invitation", n), 8)
    survey_ids = [item[0] for item in SURVEYS]
    mail = blank(block.email.take(pa.array(person)), block.has_email[person] & (channel == 0))
    opened, started = np.where(saw, opened, NULL), np.where(began, started, NULL)
    frames: dict[str, Frame] = {
        "survey.invitations": {
            "invitation_id": invitation,
            "survey_id": take(survey_ids, kind),
            "customer_record_id": take(block.record_id, block.main[person]),
            "email": mail,
            "channel": take(["email", "line", "sms"], channel),
            "sent_at": sent,
            "opened_at": opened,
            "started_at": started,
            "_loaded_at": world.loaded(np.maximum(np.maximum(sent, opened), started)),
        }
    }
    index = np.flatnonzero(did)
    panel = 60 if block.number == 0 else 0
    panel_time = world.start_us + (0.6 + 0.3 * rng.random(panel)) * (world.end_us - world.start_us)
    r_kind = np.concatenate([kind[index], np.full(panel, 3)])
    r_time = np.concatenate([answered[index], panel_time.astype(np.int64)])
    r_person = np.concatenate([person[index], np.full(panel, -1)])
    r_source = np.concatenate([source[index], np.full(panel, -1)])
    m = len(r_kind)
    response = ids("RS-", world.numbers("response", m), 8)
    # A few open the link from elsewhere: no invitation, only the address they typed.
    loose = (rng.random(m) < 0.04) & (r_person >= 0) & block.has_email[np.maximum(r_person, 0)]
    safe = np.maximum(r_person, 0)
    linked = np.concatenate([index, np.full(panel, -1)])
    foreign = block.foreign[safe] & (r_person >= 0)
    frames["survey.responses"] = {
        "response_id": response,
        "survey_id": take(survey_ids, r_kind),
        "invitation_id": take(invitation, np.where(loose, -1, linked)),
        "customer_record_id": take(
            block.record_id, np.where(loose | (r_person < 0), -1, block.main[safe])
        ),
        "email": blank(block.email.take(pa.array(safe)), loose),
        "responded_at": r_time,
        "is_finished": np.concatenate([finished[index], np.ones(panel, bool)]),
        "channel": take(
            ["email", "line", "sms", "panel"], np.concatenate([channel[index], np.full(panel, 3)])
        ),
        "order_id": take(orders.order_id, np.where(r_kind == 1, r_source, -1)),
        "ticket_id": take(solved["ticket_id"], np.where(r_kind == 2, r_source, -1)),
        "language": take(["ja", "en"], foreign.astype(int)),
        **_panel_columns(world, block, r_kind == 3),
        "_loaded_at": world.loaded(r_time),
    }
    done = np.concatenate([finished[index], np.ones(panel, bool)])
    # Whoever is going to buy again feels a little better about it already.
    glad = (r_kind == 0) & buys_soon(orders, r_person, r_time)
    frames["survey.answers"], nps = _answers(
        world, block, rng, response, r_kind, r_time, foreign, done, glad
    )
    at_till, said = _tablet(world, block, orders)
    frames["survey.responses"] = stack(frames["survey.responses"], at_till)
    frames["survey.answers"] = stack(frames["survey.answers"], said)
    known = np.flatnonzero(r_person >= 0)
    return frames, (r_person[known], r_time[known], nps[known])


def _panel_columns(world: World, block: Block, in_panel: np.ndarray) -> Frame:
    """Return the weights of a panel and what its members say of themselves."""
    rng = world.rng(28, block.number)
    n = len(in_panel)
    weight = np.where(in_panel, np.round(rng.gamma(8, 1 / 8, n) + 0.2, 2), np.nan)
    ages = ["20-39", "40-59", "60+"]
    said = [
        f'{{"age": "{age}", "drinks_daily": {daily}}}'
        for age in ages
        for daily in ("true", "false")
    ]
    said.append('{"drinks_daily": true}')  # some keep their age to themselves
    words = take(said, np.where(in_panel, rng.integers(0, len(said), n), -1))
    return {"weight": weight, "attributes": words}


def _tablet(world: World, block: Block, orders: Orders) -> tuple[Frame, Frame]:
    """Answers at the till: a scale that is turned round, one from 0, one that is too short."""
    rng = world.rng(29, block.number)
    own = np.flatnonzero((orders.channel == 2) & orders.counted)
    own = own[rng.random(len(own)) < TABLET_SHARE]
    time = np.minimum(orders.time[own] + rng.integers(60, 600, len(own)) * MICRO, world.end_us)
    n = len(own)
    response = ids("RT-", world.numbers("tablet", n), 7)
    named = (orders.person[own] >= 0) & (rng.random(n) < 0.6)
    responses = {
        "response_id": response,
        "survey_id": same("SV-TAB", n),
        "customer_record_id": take(block.record_id, np.where(named, orders.record[own], -1)),
        "responded_at": time,
        "is_finished": np.ones(n, bool),
        "channel": same("store", n),
        "order_id": orders.order_id.take(pa.array(own)),
        "language": same("ja", n),
        "_loaded_at": world.loaded(time),
    }
    liking = choose(rng, n, [3, 7, 20, 40, 30]) + 1  # 5 = very satisfied
    silent = rng.random(n) < 0.1
    csat = np.where(silent, np.where(rng.random(n) < 0.5, 0, 9), 6 - liking)
    quality = choose(rng, n, [2, 6, 20, 42, 30])
    effort = choose(rng, n, [3, 7, 20, 40, 30]) + 1
    world.facts["tablet_csat_count"] += int((~silent).sum())
    world.facts["tablet_csat_sum"] += int(liking[~silent].sum())
    world.facts["tablet_without_answer"] += int(silent.sum())
    world.facts["answers_on_a_short_scale"] += n
    names = [question[0] for question in TABLET]
    return responses, {
        "response_id": response.take(pa.array(np.tile(np.arange(n), len(TABLET)))),
        "question_id": take(names, np.repeat(np.arange(len(TABLET)), n)),
        "score": np.concatenate([csat, quality, effort]).astype(float),
        "_loaded_at": world.loaded(np.tile(time, len(TABLET))),
    }


def _answers(
    world: World,
    block: Block,
    rng: np.random.Generator,
    response: pa.Array,
    kind: np.ndarray,
    time: np.ndarray,
    foreign: np.ndarray,
    done: np.ndarray,
    glad: np.ndarray,
) -> tuple[Frame, np.ndarray]:
    m = len(kind)
    month = (time + JST) // DAY
    busy = np.isin(month.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12, [11, 0])
    scores, nps = item_scores(rng, m, busy)
    nps = np.minimum(nps + glad, 10)
    csat = np.clip(np.round(3.6 + 0.30 * (nps - 7) + rng.normal(0, 0.5, m)), 1, 5)
    # Whoever was bothered to write to the desk found it harder than a purchase.
    ces = np.clip(
        np.round(np.where(kind == 2, 4.9, 5.6) + 0.35 * (nps - 7) + rng.normal(0, 0.8, m)), 1, 7
    )
    columns: list[tuple[int, str, np.ndarray]] = []
    for number, (_, _, _, _, questions) in enumerate(SURVEYS):
        here = np.flatnonzero(kind == number)
        for question in questions:
            word, _, item = question.partition("_")
            if word == "nps":
                value = nps[here]
            elif word == "csat":
                value = csat[here]
            elif word == "ces":
                value = ces[here]
            elif word == "satisfaction":
                value = scores[here, ITEMS.index(item)]
            elif word == "importance":
                value = np.clip(np.round(rng.normal(IMPORTANCE[item], 0.8, len(here))), 1, 5)
            elif word == "expectation":
                value = np.clip(np.round(rng.normal(EXPECTED[item], 0.6, len(here))), 1, 5)
            else:
                value = np.full(len(here), np.nan)
            asked = np.full(len(here), True)
            if word == "comment":
                asked = done[here] & (rng.random(len(here)) < 0.45)
            elif word != "nps":
                # Who gave up half-way has answered the first question only.
                asked = done[here] & (rng.random(len(here)) < 0.99)
            columns.append((question, here[asked], np.asarray(value, float)[asked]))
    owner = np.concatenate([column[1] for column in columns])
    score = np.concatenate([column[2] for column in columns])
    names = [column[0] for column in columns]
    which = np.repeat(np.arange(len(columns)), [len(column[1]) for column in columns])
    order = np.lexsort((which, owner))
    owner, score, which = owner[order], score[order], which[order]
    is_comment = np.isnan(score)
    said, topic, mood, own = _comments(world, block, scores, nps, foreign)
    text = blank(said.take(pa.array(owner)), is_comment)
    spoke = owner[is_comment]
    key = join(response.take(pa.array(owner)), take(names, which), sep="|")
    world.sayings.append(
        sayings.truth(
            join("survey.answers:", key.filter(pa.array(is_comment))),
            "survey_comment",
            [topic[place] for place in spoke.tolist()],
            mood[spoke],
            own[spoke],
            foreign[spoke],
        )
    )
    return {
        "response_id": response.take(pa.array(owner)),
        "question_id": take(names, which),
        "score": score,
        "text": text,
        "_loaded_at": world.loaded(time[owner]),
    }, nps


def _comments(
    world: World, block: Block, scores: np.ndarray, nps: np.ndarray, foreign: np.ndarray
) -> tuple[pa.Array, list[str], np.ndarray, np.ndarray]:
    """Write about the item that stands out: the best of a promoter, the worst of others.

    Returns:
        Texts, and of each its topic, its mood and whether it is said in somebody's own words.

    """
    rng = world.rng(71, block.number)
    m = len(nps)
    jitter = rng.random(scores.shape) * 0.9
    best = (scores + jitter).argmax(axis=1)
    worst = (scores - jitter).argmin(axis=1)
    # Who is in between tells how things are done as often as what is well or badly done.
    passive = np.where(rng.random(m) < 0.5, 0, np.where(nps >= 8, 1, -1))
    mood = np.where(nps >= 9, 1, np.where(nps <= 6, -1, passive))
    topic = [ITEMS[place] for place in np.where(mood > 0, best, worst).tolist()]
    text, own = sayings.write(rng, topic, mood, foreign)
    return text, topic, mood, own
