"""A made-up company that fills a landing zone, with known truth, in any size.

It shows what the warehouse can do before the first own table is connected, and it lets
tests ask whether the warehouse finds what is known to be there.
"""

import datetime as dt
import json
import math
import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sample_company import (
    basket,
    catalogue,
    community,
    desk,
    feedback,
    goods,
    launch,
    leads,
    leaving,
    listening,
    outreach,
    sayings,
    shop,
    social,
    subscriptions,
    success,
    support,
    texts,
    visits,
    voice,
    web,
)
from sample_company import (
    people as people_module,
)
from sample_company.noise import Noise
from sample_company.world import Frame, World, last_complete_day, rows, stack
from sample_company.writer import Writer

__all__ = ["generate"]

BLOCK = 5000  # people made at a time: bounds the memory, and is part of what the seed means
PEOPLE = (50, 20_000_000)
MONTHS = (3, 120)
EARLIEST_END = dt.date(2001, 1, 1)
GENERATOR = "sample_company"
TRUTH, TRUTH_PEOPLE = "truth.json", "truth_people.parquet"
TRUTH_SERVICE = "truth_service.parquet"
TRUTH_TEXTS = "truth_texts.parquet"
TRUTH_LEAVING = "truth_leaving.parquet"


def generate(
    landing_dir: Path,
    people: int = 3000,
    months: int = 24,
    seed: int = 7,
    end: dt.date | str | None = None,
    progress: Callable[[str], None] | None = None,
) -> dict:
    """Fill a landing zone with a made-up company.

    The same arguments give the same files, byte for byte, on any day when `end` is among them.

    Args:
        landing_dir: Folder to make. An earlier zone of this generator is replaced.
        people: Number of people, 50 to 20,000,000; more are made in blocks.
        months: Length of the data in calendar months, 3 to 120; the last one may be unfinished.
        seed: Any whole number from 0.
        end: Last day of the data (2001-01-01 or later), a date or its ISO text; the last complete
            day in Japan by default.
        progress: Called with a line of text now and then.

    Returns:
        The truth, as written to `truth.json`; who is who stands in `truth_people.parquet`
        (record_id, person_id, linkable: whether any rule can find it, erased).

    Raises:
        ValueError: If an argument is out of range.
        FileExistsError: If the folder holds files that this generator did not make.

    """
    _in_range("people", people, *PEOPLE)
    _in_range("months", months, *MONTHS)
    _in_range("seed", seed, 0, 2**63 - 1)
    world = World(months, seed, last_complete_day() if end is None else _day(end))
    target = Path(landing_dir)
    _refuse_foreign(target)
    say = progress or (lambda text: None)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and renamed at the end: a folder that is there is complete.
    partial = target.parent / f".{target.name}.{GENERATOR}-partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        truth = _fill(partial, people, world, say)
        text = json.dumps(truth, ensure_ascii=False, indent=2)
        (partial / TRUTH).write_text(text + "\n", encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    say(f"{sum(item['rows'] for item in truth['tables'].values())} rows in {target}")
    return truth


def _in_range(name: str, value: int, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; allowed are whole numbers from {low} to {high}")


def _day(end: dt.date | str) -> dt.date:
    try:
        day = dt.date.fromisoformat(str(end))
    except ValueError:
        day = dt.date.min
    # Ten years before it, nothing may look like a placeholder of a system without a clock.
    if day < EARLIEST_END:
        raise ValueError(
            f"end is {end!r}; allowed are days from {EARLIEST_END}, such as 2026-09-30"
        )
    return day


def _refuse_foreign(target: Path) -> None:
    """Refuse a folder with any file that this generator did not write."""
    remedy = "choose an empty or a new folder, or move these files away"
    if target.exists() and not target.is_dir():
        raise FileExistsError(f"{target} is a file, not a folder; {remedy}")
    if not target.exists():
        return
    found = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    if not found:
        return
    try:
        truth = json.loads((target / TRUTH).read_text(encoding="utf-8"))
        known = set(truth["files"]) if truth.get("generator") == GENERATOR else set()
    except (OSError, ValueError, KeyError, AttributeError):
        known = set()
    foreign = sorted(found - known - {TRUTH}) if known else sorted(found)
    if foreign:
        raise FileExistsError(
            f"{target} holds {len(foreign)} files that the sample company did not make, "
            f"such as {foreign[0]}; {remedy}"
        )


def _fill(root: Path, people: int, world: World, say: Callable[[str], None]) -> dict:
    writer = Writer(root, world)
    noise = Noise(world, writer)
    base: dict[str, int] = defaultdict(int)

    def add(frames: dict[str, Frame]) -> dict[str, list[tuple[int, pa.Table]]]:
        batches = {}
        # Older versions first: a later file, and a later row, holds the newer one.
        for name in sorted(frames, key=lambda item: (item.split("+")[0], "+" not in item)):
            frame = frames[name]
            table, _, kind = name.partition("+")
            if kind:
                writer.add(table, frame)
                noise.late(table, rows(frame))
            else:
                batches[table] = writer.add(table, frame)
                base[table] += rows(frame)
        return batches

    cat, frames = catalogue.build(world)
    frames["messaging.campaigns"] = stack(frames["messaging.campaigns"], listening.campaign(world))
    social_frames, x_posts = social.company(world, people)
    frames |= social_frames | voice.surveys(world) | outreach.company(world, cat, people)
    frames["support.articles"] = support.articles(world)
    frames["community.events"] = community.gatherings(world)[0]
    frames["commerce.inventory_daily"] = goods.stock(world, cat)
    frames |= feedback.company(world, cat)
    batches = add(frames)
    told = desk.build(world, cat, writer, noise, base)
    count = math.ceil(people / BLOCK)
    edges = [people * number // count for number in range(count + 1)]
    who, service, leavers = None, [], []
    told_texts = pq.ParquetWriter(root / TRUTH_TEXTS, sayings.TRUTH, compression="zstd")
    repeats, membership = np.zeros(4), np.zeros(2)
    for number in range(count):
        made, more, identities = people_module.build(
            world, number, edges[number + 1] - edges[number]
        )
        frames = dict(more) | leads.build(world, made, more["crm.companies"])
        orders, more = shop.build(world, made, cat)
        frames |= more
        membership += _membership(made, more["crm.loyalty_ledger"])
        more, posts = community.build(world, made, orders)
        frames |= more
        more, goals = outreach.assign(world, made)
        frames |= more
        subscribers = subscriptions.begin(world, made)
        habits = leaving.habits(world, number, subscribers.person, subscribers.start)
        more, visits, read, seen = web.build(world, made, orders, cat, posts, goals, habits)
        frames |= more
        frames |= outreach.build(world, made, cat, visits)
        more, handle = social.build(world, made, x_posts)
        frames |= more
        asked = leaving.problems(world, number, subscribers.person, subscribers.start)
        more, solved, promises, wrote = support.build(world, made, orders, handle, read, asked)
        service.append(pa.table(promises))
        frames |= more
        more, answered = voice.build(world, made, orders, solved)
        frames |= more
        past = leaving.Past(*(leaving.Moments(*facts) for facts in (seen, answered, wrote)))
        more, decisions = subscriptions.build(world, made, subscribers, past)
        leavers.append(pa.table(decisions))
        frames |= more
        frames |= listening.build(world, made, frames)
        frames |= success.build(
            world,
            made,
            frames["support.tickets"],
            frames["commerce.subscriptions"],
            frames["crm.activities"],
        )
        frames["feedback.interviews"] = feedback.interviews(world, made)
        frames["feedback.text_scores"] = feedback.text_scores(
            world, made, frames["commerce.reviews"]
        )
        told_texts.write_table(pa.concat_tables(world.sayings))
        world.sayings.clear()
        batches |= add(frames)
        noise.plant(number, batches)
        batches = {}
        table = pa.table(identities)
        if who is None:
            who = pq.ParquetWriter(root / TRUTH_PEOPLE, table.schema, compression="zstd")
            who.write_table(pa.table(told.people).cast(table.schema))
        who.write_table(table)
        known = orders.counted & (orders.person >= 0)
        repeats += [
            made.size,
            len(np.unique(orders.person[known])),
            known.sum(),
            made.erased.sum(),
        ]
        say(f"{edges[number + 1]} of {people} people")
    who.close()
    told_texts.close()
    pq.write_table(pa.concat_tables(service), root / TRUTH_SERVICE, compression="zstd")
    pq.write_table(pa.concat_tables(leavers), root / TRUTH_LEAVING, compression="zstd")
    writer.close()
    files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return _truth(world, people, cat, noise, base, (repeats, membership), told, files)


def _membership(made: people_module.Block, ledger: Frame) -> np.ndarray:
    """Return members that are not erased, and what their ledger leaves them."""
    known = made.has_member & ~made.erased
    theirs = pc.is_in(ledger["member_no"], made.member_no.take(pa.array(np.flatnonzero(known))))
    left = ledger["points"][theirs.to_numpy(zero_copy_only=False)]
    return np.array([known.sum(), left.sum()])


def _truth(
    world: World,
    people: int,
    cat: catalogue.Catalogue,
    noise: Noise,
    base: dict[str, int],
    counts: tuple[np.ndarray, np.ndarray],
    told: desk.Desk,
    files: list[str],
) -> dict:
    """Everything that is known because it was put there."""
    found, membership = counts
    return {
        "generator": GENERATOR,
        "company": texts.COMPANY,
        "arguments": {
            "people": people,
            "months": world.months,
            "seed": world.seed,
            "end": str(world.end),
        },
        "first_date": str(np.datetime64(world.first_day, "D")),
        "last_date": str(world.end),
        "time_zone": "Asia/Tokyo",
        "reporting_currency": "JPY",
        "people": {
            "people": int(found[0]) + len(pc.unique(told.people["person_id"])),
            "buyers": int(found[1]) + told.buyers,
            "counted_orders_of_buyers": int(found[2]) + told.orders,
            "erased": int(found[3]),
            "who_is_who": TRUTH_PEOPLE,
        },
        "identity": {
            "records_of_different_people": told.apart,
            "records_of_one_person": told.together,
            "merged_in_the_source": told.aliases,
            "erasure_requests_of_nobody": 1,
            "numbers_damaged_by_a_spreadsheet": told.damaged,
        },
        "values_that_become_null": {"crm.customers": told.nulled},
        "membership": {"members": int(membership[0]), "points_left": int(membership[1])},
        "stock": {
            "meaning": "pieces of counted orders that buyers wanted on days without stock",
            "missed_pieces": world.facts.pop("thousandths_missed_without_stock", 0) / 1000,
        },
        "found_besides": dict(sorted(world.facts.items())),
        "purchase_model": {
            "bg_nbd": {"unit": "week", **shop.BG_NBD},
            "gamma_gamma": {"unit": "JPY margin per order date", **shop.GAMMA_GAMMA},
        },
        "baskets": {
            "meaning": "products that are bought together, in so many of the orders with room for "
            "them and a third product",
            "share": basket.PAIRED_SHARE,
            "pairs": [cat.product_id.take(pa.array(pair)).to_pylist() for pair in cat.pairs],
        },
        "season": {
            "meaning": "factors of the months January to December, mean 1: of how many people buy "
            "for the first time. Who buys again does so without a season",
            "new_customers": people_module.season().tolist(),
        },
        "leaving": leaving.truth() | {"decisions": TRUTH_LEAVING},
        "channel_effects": {
            "meaning": "share of web sessions of the channel that end in an order",
            "conversion_rate": visits.conversion_rates(),
        },
        "satisfaction_drivers": {"weights": dict(texts.DRIVERS), "noise_item": "packaging"},
        "listening": {
            "meaning": "means of what is expected of items that are rated too; share of "
            "respondents who invite somebody in half a year; detractors who were called back",
            "expected": dict(voice.EXPECTED),
            "inviting": dict(listening.INVITING),
            "called_back": world.facts.pop("detractors_called_back", 0),
            "called_back_in_two_days": world.facts.pop("detractors_called_back_in_two_days", 0),
            "contradicted_ideas": world.facts.pop("contradicted_ideas", 0),
            "closed_loops": world.facts.pop("closed_loops", 0),
            "never_announced": feedback.NEVER_ANNOUNCED,
        },
        "service": {
            "meaning": "business time of a ticket until its answer and its solution, microseconds",
            "tickets": TRUTH_SERVICE,
        },
        "texts": {
            "meaning": "what texts are about and how they feel (-1, 0, 1); most are said in "
            "somebody's own words, without a term of seed topic_terms and a word of the scorer's "
            "lists. In the month of the late deliveries what is written about them is cross",
            "texts": TRUTH_TEXTS,
            "late_deliveries_month": str(np.datetime64(world.late_month, "D")),
        },
        "leads": {
            "meaning": "share won of the leads that are decided in the end; share of leads that "
            "move on from their first stage within 90 days. Calls help nobody",
            "win_rate": {"demo": leads.win_rate(leads.DEMO), "without": leads.win_rate(1)},
            "moves_on_in_90_days": leads.moves_on(90),
        },
        "features": {
            "meaning": "share of all uses of a feature",
            "share": {
                name: weight / sum(visits.FEATURE_WEIGHTS)
                for name, weight in zip(visits.FEATURES, visits.FEATURE_WEIGHTS, strict=True)
            },
        },
        "launch": {
            "meaning": "devices that installed the app on one day, and the chance of each to "
            "open it on the n-th day after",
            "date": str(np.datetime64(launch.day(world), "D")),
            "devices": world.facts["launch_devices"],
            "back_on_day": {str(n): launch.back(n) for n in (1, 7, 30)},
        },
        "experiments": {
            key: {"goal_event": goal, "control_rate": control, "treatment_rate": treated}
            for key, (_, goal, control, treated, _) in outreach.EXPERIMENTS.items()
        },
        "broken_experiments": {outreach.BROKEN: {"share_of_treated_kept": outreach.BROKEN_KEPT}},
        "measures_without_effect": ["ME-003"],
        "planted": {
            name: dict(sorted(noise.planted[name].items())) for name in sorted(noise.planted)
        },
        "findings": noise.findings(
            {
                **told.findings,
                ("survey.answers", "score", "scores_fit_their_scale"): world.facts[
                    "answers_on_a_short_scale"
                ],
                ("commerce.subscriptions", "ends_at", "terms_end_where_the_next_begins"): (
                    world.facts["terms_that_end_a_second_early"]
                ),
            }
        ),
        "unknown_columns": noise.writer.unknown_columns,
        "tables": noise.balance(base),
        "files": files,
    }
