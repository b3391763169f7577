"""What is heard in interviews and what is made of it: scores, roadmap, programmes."""

import numpy as np
import pyarrow as pa

from sample_company import sayings, texts
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
    add_months,
    blank,
    choose,
    ids,
    join,
    local_day,
    pick,
    same,
    seconds,
    take,
)

STUDIES = ["ギフト購入の理由", "定期便の解約理由", "Overseas customers"]
STEPS = ["extract", "invite", "surface", "improve", "return", "verify"]
# Parts of the time at which turns of the programme begin: the last one has just begun.
TURNS = (0.25, 0.5, 0.93)
HASTY = 1  # turn that improves before it has heard
SLOW = 5  # item of the roadmap that takes its time
NEVER_ANNOUNCED = "RM-003"  # in use, and nobody was told
JUDGED_SHARE = 0.12  # of the reviews a person has read and scored


def interviews(world: World, block: Block) -> Frame:
    """Make notes of interviews: three a person, with few people, while they were customers."""
    rng = world.rng(24, block.number)
    count = max(round(block.size * 0.004), 3)
    person = np.sort(rng.choice(block.size, count, replace=False))
    span = world.end_us - block.created[person]
    rough = block.created[person] + (rng.uniform(0.2, 0.95, count) * span).astype(np.int64)
    start = local_day(rough) * DAY - JST + seconds(rng, count, "office")
    start = np.clip(start, block.created[person] + HOUR, world.end_us)
    owner, place = np.repeat(np.arange(count), 3), np.tile(np.arange(3), count)
    time = np.minimum(start[owner] + place * 12 * 60 * MICRO, world.end_us)
    number = world.numbers("interview", count)
    note_id = ids("NT-", world.numbers("note", len(owner)), 7)
    topic, note = _notes(world, block, note_id, block.foreign[person][owner])
    study = np.where(block.foreign[person], 2, number % 2)[owner]
    return {
        "note_id": note_id,
        "interview_id": ids("INT-", number[owner], 5),
        "study": take(STUDIES, study),
        "customer_record_id": take(block.record_id, block.main[person[owner]]),
        "topic": pa.array(topic, pa.string()),
        "note": note,
        "conducted_at": time,
        "_loaded_at": world.loaded(time),
    }


def _notes(
    world: World, block: Block, note_id: pa.Array, foreign: np.ndarray
) -> tuple[list[str], pa.Array]:
    """Write down what was said: the words of who was asked, between marks."""
    rng = world.rng(76, block.number)
    n = len(foreign)
    topic = sayings.topics_of(rng, n, dict.fromkeys(sayings.EN, 1))
    mood = choose(rng, n, [40, 20, 40]) - 1
    text, own = sayings.write(rng, topic, mood, foreign, with_tail=0.3)
    frames = [
        ("「", "」と話していた。"),
        ("", "とのこと。"),
        ("「", "」。そのあと次の問いへ。"),
        ('Said: "', '"'),
        ("", " (word for word)"),
    ]
    place = np.where(foreign, 3 + rng.integers(0, 2, n), rng.integers(0, 3, n))
    world.sayings.append(
        sayings.truth(join("feedback.interviews:", note_id), "interview", topic, mood, own, foreign)
    )
    before, after = zip(*frames, strict=True)
    return topic, join(take(list(before), place), text, take(list(after), place))


def text_scores(world: World, block: Block, reviews: Frame) -> Frame:
    """Judgements of reviews by a person who read them: they follow the stars."""
    rng = world.rng(25, block.number)
    n = len(reviews["rating"])
    read = pick(reviews, np.flatnonzero(rng.random(n) < JUDGED_SHARE))
    m = len(read["rating"])
    time = np.minimum(read["created_at"] + rng.integers(1, 6, m) * DAY, world.end_us)
    mood = (np.asarray(read["rating"]) - 3) / 2 * 0.8 + rng.normal(0, 0.08, m)
    review_id = read["review_id"].to_pylist()
    return {
        "text_id": pa.array([f"commerce.reviews:{name}" for name in review_id], pa.string()),
        "sentiment": np.round(np.clip(mood, -1, 1), 2),
        "scorer": same("店長", m),
        "scored_at": time,
        "_loaded_at": world.loaded(time),
    }


def company(world: World, cat: Catalogue) -> dict[str, Frame]:
    """Roadmap items on their way, and two turns of the programme with the community."""
    n = len(texts.ROADMAP)
    number = np.arange(1, n + 1)
    collected = world.start_us + (number * len(world.days) * DAY / (n + 0.25)).astype(np.int64)
    moments = [collected]
    for days in (21, 35, 80, 95):  # the younger an item, the fewer steps lie behind it
        moments.append(world.clip(collected + days * np.where(number == SLOW, 3, 1) * DAY))
    name = ids("RM-", number, 3)
    moments[-1] = np.where(np.array(name.to_pylist()) == NEVER_ANNOUNCED, NULL, moments[-1])
    announced = moments[-1]
    month = np.searchsorted(world.month_starts, local_day(announced), side="right") - 1
    month = np.clip(month, 0, world.months - 1)
    mail = month * len(CAMPAIGN_KINDS) + CAMPAIGN_KINDS.index("email")
    names = ("collected_at", "prioritised_at", "agreed_at", "shipped_at", "announced_at")
    roadmap = {
        "roadmap_item_id": name,
        "topic": pa.array([topic for topic, _ in texts.ROADMAP]),
        "title": pa.array([title for _, title in texts.ROADMAP]),
        **dict(zip(names, moments, strict=True)),
        "announcement_campaign_id": take(cat.campaign, np.where(announced != NULL, mail, -1)),
        "_loaded_at": world.loaded(*moments),
    }
    turns, steps = len(TURNS), len(STEPS)
    begin = world.start_us + (len(world.days) * np.array(TURNS)).astype(int) * DAY
    turn, step = np.repeat(np.arange(turns), steps), np.tile(np.arange(steps), turns)
    time = add_months(begin[turn], step // 2) + step * 3 * DAY + 10 * HOUR
    hasty = (turn == HASTY) & (step == STEPS.index("improve"))
    time = np.where(hasty, time - 40 * DAY, time)
    keep = time <= world.end_us
    turn, step, time = turn[keep], step[keep], time[keep]
    taken = np.bincount(turn, minlength=turns)
    world.facts["closed_loops"] = int(np.delete(taken == steps, HASTY).sum())
    count = np.where(step == 1, 120, np.where(step == 0, 400, 45))
    loops = {
        "loop_id": ids("LOOP-", turn + 1, 2),
        "step": take(STEPS, step),
        "occurred_at": time,
        "customer_count": np.where(step < 3, count, NULL),
        "measure_id": blank(same("ME-001", len(step)), step == 5),
        "note": take(["候補の抽出", "招待状の送付", None, None, "結果を参加者へ報告", None], step),
        "_loaded_at": world.loaded(time),
    }
    return {"feedback.roadmap_items": roadmap, "feedback.loop_steps": loops}
