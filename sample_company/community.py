"""The community: members, posts, ideas and their fate, events; and referrals."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_company import sayings, texts
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
    choose,
    ids,
    join,
    spread,
    take,
)

EVENT_NAMES = [
    "はじめての抹茶 体験会",
    "水出し茶オンライン講座",
    "お客様アドバイザリーボード",
    "急須工房の見学会",
]
FORMATS = ["offline", "online", "advisory_board", "offline"]


def _later(rng: np.random.Generator, time: np.ndarray, days: float) -> np.ndarray:
    """Return some time after, exponential with the given mean of days, at least a minute."""
    return time + (rng.exponential(days * 86400, len(time)) + 60).astype(np.int64) * MICRO


def build(world: World, block: Block, orders: Orders) -> tuple[dict[str, Frame], Frame]:
    """Make the community tables of a block and crm.referrals.

    Returns:
        Frames, and the posts that the web can show: post_id, created_at (ascending).

    """
    rng = world.rng(5, block.number)
    invited_person = np.flatnonzero(rng.random(block.size) < np.where(block.buyer, 0.22, 0.04))
    invited = _later(rng, block.created[invited_person], 30)
    keep = invited <= world.end_us
    person, invited = invited_person[keep], invited[keep]
    joined = np.where(rng.random(len(person)) < 0.7, _later(rng, invited, 3), NULL)
    joined = world.clip(joined)
    member_id = ids("MB-", world.numbers("member", len(person)), 7)
    frames: dict[str, Frame] = {
        "community.members": {
            "member_id": member_id,
            "customer_record_id": take(block.record_id, block.main[person]),
            "invited_at": invited,
            "joined_at": joined,
            "_loaded_at": world.loaded(np.maximum(invited, joined)),
        }
    }
    active = np.flatnonzero(joined != NULL)
    posts, visible = _posts(world, block, rng, member_id, active, joined)
    frames["community.posts"] = posts
    frames |= _ideas(world, rng, block, member_id, person, active, joined)
    frames["community.event_attendance"] = _attendance(world, rng, block, person, joined)
    frames["crm.referrals"] = _referrals(world, rng, block, orders)
    return frames, visible


def _posts(
    world: World,
    block: Block,
    rng: np.random.Generator,
    member_id: pa.Array,
    active: np.ndarray,
    joined: np.ndarray,
) -> tuple[Frame, Frame]:
    span = np.maximum(world.end_us - joined[active], 1)
    # A few write most: the rate of posting is itself exponentially spread.
    count = rng.poisson(rng.exponential(1.0, len(active)) * span / (200 * DAY))
    index, _ = spread(count)
    time = joined[active][index] + (rng.random(len(index)) * span[index]).astype(np.int64)
    kind = np.where(rng.random(len(index)) < 0.6, 0, 3)
    top_author, top = active[index], np.arange(len(index))
    answers, _ = spread(
        np.where(kind == 0, rng.poisson(1.5, len(index)), rng.poisson(0.4, len(index)))
    )
    reply_time = _later(rng, time[answers], 2)
    replier = active[rng.integers(0, max(len(active), 1), len(answers))] if len(active) else answers
    fits = (
        (reply_time <= world.end_us)
        & (joined[replier] <= reply_time)
        & (replier != top_author[answers])
    )
    answers, reply_time, replier = answers[fits], reply_time[fits], replier[fits]
    reply_kind = np.where((kind[answers] == 0) & (rng.random(len(answers)) < 0.7), 1, 2)
    author = np.concatenate([top_author, replier])
    created = np.concatenate([time, reply_time])
    kinds = np.concatenate([kind, reply_kind])
    parent = np.concatenate([np.full(len(top), -1), answers])
    n = len(author)
    post_id = ids("CP-", world.numbers("community_post", n), 8)
    order = np.argsort(created, kind="stable")
    # One accepted answer a question: the first one, and not always.
    is_answer = np.flatnonzero(kinds == 1)
    by_time = is_answer[np.lexsort((created[is_answer], parent[is_answer]))]
    _, first = np.unique(parent[by_time], return_index=True)
    accepted = np.zeros(n, bool)
    accepted[by_time[first]] = rng.random(len(first)) < 0.6
    goods = rng.integers(0, len(texts.GOODS), n)
    goods[len(top) :] = goods[answers]
    roll = rng.integers(0, 100, n)
    roll[len(top) :] = roll[answers]  # the answers stand in the order of their questions
    text = _written(world, block, post_id, kinds, roll, goods)
    votes = rng.poisson(np.where(accepted, 5, np.where(kinds == 1, 1.5, 0.6)))
    frame = {
        "post_id": post_id,
        "member_id": take(member_id, author),
        "post_type": take(["question", "answer", "comment", "review"], kinds),
        "parent_post_id": take(post_id, parent),
        "topic": take(texts.GOODS, goods),
        "text": text,
        "is_accepted_answer": accepted,
        "helpful_votes": votes,
        "created_at": created,
        "_loaded_at": world.loaded(created),
    }
    return frame, {"post_id": post_id.take(pa.array(order)), "created_at": created[order]}


def _written(
    world: World,
    block: Block,
    post_id: pa.Array,
    kind: np.ndarray,
    roll: np.ndarray,
    goods: np.ndarray,
) -> pa.Array:
    """Write posts: what is asked and answered about goods, and how people live with them."""
    rng = world.rng(74, block.number)
    n = len(kind)
    banks = [texts.QUESTIONS, texts.ANSWERS, texts.COMMENTS]
    flat = [text for bank in banks for text in bank]
    starts = np.cumsum([0, *[len(bank) for bank in banks]])
    talk = kind == 3
    which = np.where(talk, 0, kind)
    plain = starts[which] + roll % np.diff(starts)[which]
    asked = fill(take(flat, plain), take(texts.GOODS, goods))
    opening = take(texts.OPENINGS, rng.integers(0, len(texts.OPENINGS), n))
    asked = pc.if_else(pa.array(kind == 2), asked, join(opening, asked))
    mood = choose(rng, n, [15, 15, 70]) - 1
    topic = sayings.topics_of(rng, n, {"quality": 70, "packaging": 15, "selection": 15})
    home = np.zeros(n, bool)
    told, own = sayings.write(rng, topic, mood, home)
    said = np.flatnonzero(talk)
    world.sayings.append(
        sayings.truth(
            join("community.posts:", post_id.take(pa.array(said))),
            "community_post",
            [topic[row] for row in said.tolist()],
            mood[said],
            own[said],
            home[said],
        )
    )
    return pc.if_else(pa.array(talk), told, asked)


def fill(template: pa.Array, word: pa.Array) -> pa.Array:
    """Each template with its word in the place of the first {}."""
    parts = pc.split_pattern(template, "{}", max_splits=1)
    left = pc.list_element(parts, 0)
    has = pc.greater(pc.list_value_length(parts), 1)
    both = pc.if_else(has, parts, pc.list_slice(parts, 0, 1))
    right = pc.list_element(
        pc.if_else(has, both, pa.array([["", ""]] * len(template), pa.list_(pa.string()))), 1
    )
    return pc.if_else(has, join(left, word, right), template)


def _ideas(
    world: World,
    rng: np.random.Generator,
    block: Block,
    member_id: pa.Array,
    person: np.ndarray,
    active: np.ndarray,
    joined: np.ndarray,
) -> dict[str, Frame]:
    n = max(round(block.size * 0.03), 3)
    inside = (rng.random(n) < 0.6) & (len(active) > 0)
    who = active[rng.integers(0, max(len(active), 1), n)] if len(active) else np.zeros(n, int)
    outsider = rng.integers(0, block.size, n)
    author = np.where(inside, person[who] if len(person) else 0, outsider)
    since = np.where(inside, joined[who] if len(person) else 0, block.created[author])
    time = since + (rng.random(n) * np.maximum(world.end_us - since, 1)).astype(np.int64)
    which = rng.integers(0, len(texts.IDEAS), n)
    channel = np.where(inside, 0, 1 + choose(rng, n, [45, 20, 20, 5, 10]))
    idea_id = ids("ID-", world.numbers("idea", n), 6)
    ideas = {
        "idea_id": idea_id,
        "member_id": take(member_id, np.where(inside, who, -1)),
        "customer_record_id": take(block.record_id, block.main[author]),
        "intake_channel": take(
            ["community", "web", "phone", "store", "interview", "survey"], channel
        ),
        "topic": take([item[0] for item in texts.IDEAS], which),
        "title": take([item[1] for item in texts.IDEAS], which),
        "text": _wished(world, block, idea_id, which),
        "submitted_at": time,
        "_loaded_at": world.loaded(time),
    }
    popularity = rng.poisson(rng.exponential(4, n))
    idea, _ = spread(popularity)
    voter = active[rng.integers(0, max(len(active), 1), len(idea))] if len(active) else idea
    voted = _later(rng, time[idea], 25)
    good = (voted <= world.end_us) & (voter != np.where(inside, who, -1)[idea])
    if len(active):
        good &= joined[voter] <= voted
    else:
        good &= False
    key, first = np.unique(idea[good] * 10_000_000 + voter[good], return_index=True)
    votes = {
        "idea_id": take(idea_id, key // 10_000_000),
        "member_id": take(member_id, key % 10_000_000),
        "voted_at": voted[good][first],
        "_loaded_at": world.loaded(voted[good][first]),
    }
    steps = [(np.arange(n), time, np.zeros(n, int))]
    reviewed = np.flatnonzero(rng.random(n) < 0.7)
    at = _later(rng, time[reviewed], 20)
    steps.append((reviewed, at, np.ones(len(reviewed), int)))
    decided = rng.random(len(reviewed)) < 0.75
    choice, at = reviewed[decided], _later(rng, at[decided], 25)
    yes = rng.random(len(choice)) < 0.35
    steps.append((choice, at, np.where(yes, 2, 3)))
    live, at = choice[yes], _later(rng, at[yes], 60)
    steps.append((live, at, np.full(len(live), 4)))
    # A few are taken up again without another look: their statuses contradict each other.
    no = choice[~yes][::6]
    back = _later(world.rng(121, block.number), steps[2][1][~yes][::6], 15)
    world.facts["contradicted_ideas"] += int((back <= world.end_us).sum())
    steps.append((no, back, np.full(len(no), 2)))
    index, when, status = (np.concatenate(column) for column in zip(*steps, strict=True))
    # Nothing follows a step that still lies ahead, so cutting by time keeps the order whole.
    keep = when <= world.end_us
    index, when, status = index[keep], when[keep], status[keep]
    value = np.where(
        status == 4, np.round(np.exp(rng.normal(12.2, 0.8, len(index))), -3) * 10_000, NULL
    )
    frame = {
        "idea_id": take(idea_id, index),
        "status": take(["submitted", "reviewed", "adopted", "declined", "launched"], status),
        "changed_at": when,
        "note": take(
            [
                None,
                "商品企画会議で確認",
                "次期開発に採用",
                "費用対効果が見合わず見送り",
                "発売・提供を開始",
            ],
            status,
        ),
        "annual_value": value.astype(np.int64),
        "currency": take(["JPY"], np.where(status == 4, 0, -1)),
        "is_submitter_notified": (status > 0) & (rng.random(len(index)) < 0.8),
        "_loaded_at": world.loaded(when),
    }
    return {"community.ideas": ideas, "community.idea_votes": votes, "community.idea_status": frame}


def _wished(world: World, block: Block, idea_id: pa.Array, which: np.ndarray) -> pa.Array:
    """Write why an idea is brought: a wish, and what it comes from."""
    rng = world.rng(75, block.number)
    n = len(which)
    opening = take(texts.OPENINGS, rng.integers(0, len(texts.OPENINGS), n))
    wishes = [wish for item in texts.IDEAS for wish in item[2]]
    count = len(texts.IDEAS[0][2])
    wish = take(wishes, which * count + rng.integers(0, count, n))
    topics = [texts.IDEAS[row][0] for row in which.tolist()]
    known = [topic if topic in sayings.TOPICS else None for topic in topics]
    none = np.zeros(n, bool)
    world.sayings.append(
        sayings.truth(
            join("community.ideas:", idea_id), "idea", known, np.zeros(n, int), none, none
        )
    )
    return join(opening, wish)


def gatherings(world: World) -> tuple[Frame, np.ndarray]:
    """Return the events, one a month from the second on, and their start times."""
    count = max(world.months - 1, 1)
    day = world.month_starts[1 : count + 1] if world.months > 1 else world.month_starts[:1]
    day = day[: len(day)] + 13 + np.arange(len(day)) % 5
    starts = np.minimum(day * DAY - JST + 14 * HOUR, world.end_us - HOUR)
    kind = np.arange(len(starts)) % len(EVENT_NAMES)
    announced = np.maximum(starts - 30 * DAY, world.start_us)
    return {
        "event_id": ids("EV-", np.arange(1, len(starts) + 1), 4),
        "name": take(EVENT_NAMES, kind),
        "format": take(FORMATS, kind),
        "starts_at": starts,
        "_loaded_at": world.loaded(announced),
    }, starts


def _attendance(
    world: World, rng: np.random.Generator, block: Block, person: np.ndarray, joined: np.ndarray
) -> Frame:
    frame, starts = gatherings(world)
    invited = starts - 14 * DAY
    here = (joined[None, :] != NULL) & (joined[None, :] < invited[:, None])
    event, member = np.nonzero(here & (rng.random(here.shape) < 0.06))
    return {
        "event_id": take(frame["event_id"], event),
        "customer_record_id": take(block.record_id, block.main[person[member]]),
        "invited_at": invited[event],
        "attended": rng.random(len(event)) < 0.55,
        "_loaded_at": world.loaded(starts[event]),
    }


def _referrals(world: World, rng: np.random.Generator, block: Block, orders: Orders) -> Frame:
    """Invitations of customers; about half are accepted, the invitee signs up afterwards."""
    came = np.flatnonzero((block.channel == 5) & ~block.foreign)  # acquired through referral
    asked = (
        block.created[came]
        - (rng.exponential(6 * 86400, len(came)) + 3600).astype(np.int64) * MICRO
    )
    start = np.where(block.first_order == NULL, np.iinfo(np.int64).max, block.first_order)
    order = np.argsort(start, kind="stable")
    candidates = np.searchsorted(start[order], asked)
    fits = candidates > 0
    came, asked, candidates = came[fits], asked[fits], candidates[fits]
    # Few people refer many: squared draws favour the earliest customers.
    by = order[(rng.random(len(came)) ** 2 * candidates).astype(int)]
    buyers = np.flatnonzero(block.buyer)
    idle = buyers[rng.random(len(buyers)) < 0.04]
    waiting = _later(rng, block.first_order[idle], 60)
    idle, waiting = idle[waiting <= world.end_us], waiting[waiting <= world.end_us]
    n, m = len(came), len(idle)
    first = np.full(block.size, -1)
    counted = np.flatnonzero(orders.first & orders.counted)
    first[orders.person[counted]] = counted
    order_at = np.concatenate([first[came], np.full(m, -1)])
    signed = np.concatenate([block.created[came], np.full(m, NULL)])
    invited = np.concatenate([asked, waiting])
    bought = np.where(order_at >= 0, orders.time[order_at], NULL)
    return {
        "referral_id": ids("RR-", world.numbers("referral", n + m), 7),
        "referrer_record_id": take(block.record_id, block.main[np.concatenate([by, idle])]),
        "referred_record_id": take(
            block.record_id, np.concatenate([block.main[came], np.full(m, -1)])
        ),
        "channel": take(["line", "email", "app", "store"], choose(rng, n + m, [45, 30, 15, 10])),
        "invited_at": invited,
        "signed_up_at": signed,
        "first_order_id": take(orders.order_id, order_at),
        "reward_amount": np.where(order_at >= 0, 1000 * 10_000, NULL),
        "currency": take(["JPY"], np.where(order_at >= 0, 0, -1)),
        "_loaded_at": world.loaded(np.maximum(np.maximum(invited, signed), bought)),
    }
