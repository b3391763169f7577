"""Tickets, in and out, merged, reopened and spam; help articles and votes on them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_company import hours, sayings, texts
from sample_company.community import fill
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
    local_day,
    moment,
    pick,
    same,
    seconds,
    take,
)

CHANNELS = ["email", "phone", "chat", "portal", "social", "store"]
UNHELPFUL = (3, 10)  # numbers of articles that answer nothing


def articles(world: World) -> Frame:
    """Return the help articles."""
    n = len(texts.ARTICLES)
    at = np.full(n, world.start_us + 2 * HOUR) + np.arange(n) * HOUR // 4
    return {
        "article_id": ids("ART-", np.arange(1, n + 1), 3),
        "title": take([item[0] for item in texts.ARTICLES], np.arange(n)),
        "topic": take([item[1] for item in texts.ARTICLES], np.arange(n)),
        "published_at": at,
        "_loaded_at": world.loaded(at),
    }


def build(
    world: World,
    block: Block,
    orders: Orders,
    handle: pa.Array,
    read: Frame,
    problems: tuple[np.ndarray, np.ndarray],
) -> tuple[dict[str, Frame], Frame, Frame, tuple[np.ndarray, np.ndarray]]:
    """Tickets and article votes of a block.

    Args:
        world: Calendar and counters.
        block: The people.
        orders: Their orders.
        handle: `<platform>:<handle>` by person, null without one.
        read: Views of help articles by known people: person, time, article.
        problems: Questions about subscriptions: person and time.

    Returns:
        Frames; the resolved tickets of known people: person, time, ticket_id; the truth of
        service: ticket_id with the business time until answer and solution, -1 where there is none;
        and when people known by name wrote: person and time.

    """
    rng = world.rng(6, block.number)
    topics = list(texts.TOPICS)
    rated = np.flatnonzero((orders.person >= 0) & (rng.random(len(orders.person)) < 0.09))
    after = (
        orders.time[rated]
        + (rng.exponential(4 * 86400, len(rated)) + 1800).astype(np.int64) * MICRO
    )
    topic_a = choose(rng, len(rated), [texts.TOPICS[name][2] for name in topics[:4]])
    asks = rng.integers(0, block.size, round(block.size * 0.06))
    span = world.end_us - block.created[asks]
    ask_time = block.created[asks] + (rng.random(len(asks)) * span).astype(np.int64)
    cared = np.flatnonzero(rng.random(block.size) < 0.04)
    care_time = block.created[cared] + rng.integers(7, 120, len(cared)) * DAY
    # Some articles are of no help: whoever read them asks all the same.
    unhelped = np.flatnonzero(
        np.isin(read["article"], UNHELPFUL) & (rng.random(len(read["article"])) < 0.45)
    )
    unhelped_time = read["time"][unhelped] + (rng.uniform(0.1, 60, len(unhelped)) * HOUR).astype(
        np.int64
    )
    subject_of = np.array([topics.index(item[1]) for item in texts.ARTICLES])
    spam = round(block.size * 0.015) + 3
    spam_time = moment(
        world.sample_days(rng, spam, world.day_weights("office", 0.0)), seconds(rng, spam, "office")
    )
    person = np.concatenate(
        [
            orders.person[rated],
            problems[0],
            asks,
            cared,
            np.full(spam, -1),
            read["person"][unhelped],
        ]
    )
    rough = np.concatenate([after, problems[1], ask_time, care_time, spam_time, unhelped_time])
    sizes = [len(rated), len(problems[0]), len(asks), len(cared), spam, len(unhelped)]
    origin = np.repeat(np.arange(6), sizes)
    topic = np.concatenate(
        [
            topic_a,
            np.full(len(problems[0]), 5),
            np.where(rng.random(len(asks)) < 0.6, 4, 1),
            np.full(len(cared), 5),
            np.full(spam, 4),
            subject_of[read["article"][unhelped] - 1],
        ]
    )
    day = local_day(rough)
    time = moment(day, seconds(rng, len(day), "web"))
    desk = moment(day, seconds(rng, len(day), "office"))
    at_once = ((origin == 0) & (time < rough)) | (origin == 5)
    time = np.where((origin == 3) | (origin == 4), desk, np.where(at_once, rough, time))
    floor = np.where(
        person >= 0, block.created[np.maximum(person, 0)] + 600 * MICRO, world.start_us
    )
    time = np.maximum(time, floor)
    keep = (time <= world.end_us - HOUR) & (time >= world.start_us)
    person, time, origin, topic = person[keep], time[keep], origin[keep], topic[keep]
    order = np.argsort(time, kind="stable")
    person, time, origin, topic = person[order], time[order], origin[order], topic[order]
    n = len(person)
    proactive, is_spam = origin == 3, origin == 4
    safe = np.maximum(person, 0)
    channel = choose(rng, n, [38, 20, 14, 16, 7, 5])
    has_handle = np.asarray(pc.is_valid(handle))[safe] if len(handle) else np.zeros(n, bool)
    channel[(channel == 4) & ~(has_handle & (person >= 0))] = 0
    channel[proactive] = np.where(rng.random(proactive.sum()) < 0.6, 1, 0)
    channel[is_spam] = 0
    # Phones and counters have opening hours; a call on the day after is early enough.
    hour = (time + JST) % DAY // HOUR
    late = ((hour < 9) | (hour > 18)) & ((channel == 1) | (channel == 5))
    late &= time < world.end_us - 3 * DAY
    time[late] = moment(local_day(time[late]) + 1, seconds(rng, int(late.sum()), "office"))
    # The desk works while it is open, and on what is urgent first.
    priority = choose(world.rng(61, block.number), n, [20, 55, 20, 5])
    haste = np.array([2.0, 1.0, 0.45, 0.25])[priority]
    until_answer = ((rng.gamma(1.2, 5400, n) + 120) * haste).astype(np.int64) * MICRO
    until_solution = (
        until_answer + ((rng.gamma(0.8, 36_000, n) + 300) * haste).astype(np.int64) * MICRO
    )
    answered = hours.later(world, time, until_answer)
    solved = hours.later(world, time, until_solution)
    answered, solved = world.clip(answered), world.clip(solved)
    answered[is_spam] = NULL
    stuck = rng.random(n) < 0.02
    solved[stuck] = NULL
    status = np.where(
        solved != NULL,
        np.where(time < world.end_us - 60 * DAY, 3, 2),
        np.where(answered != NULL, 1, 0),
    )
    status[is_spam] = 3
    solved[is_spam] = NULL
    # The same question once more by another way, before the first is answered: merged.
    twin = np.flatnonzero((person >= 0) & ~proactive & (rng.random(n) < 0.05) & (answered != NULL))
    gap = (rng.uniform(0.1, 0.9, len(twin)) * (answered[twin] - time[twin])).astype(np.int64)
    index = np.concatenate([np.arange(n), twin])
    created = np.concatenate([time, time[twin] + gap])
    merged = np.concatenate([np.full(n, -1), twin])
    way = np.concatenate([channel, np.where(channel[twin] == 1, 0, 1)])
    m = len(index)
    ticket_id = ids("TK-", world.numbers("ticket", m), 8)
    subjects = [text for name in topics for text in texts.TOPICS[name][0]]
    bodies = [text for name in topics for text in texts.TOPICS[name][1]]
    which = rng.integers(0, 3, m) + topic[index] * 3
    junk = is_spam[index]
    when = created - rng.integers(0, 5, m) * DAY
    label = [
        f"{int(text[5:7])}月{int(text[8:])}日"
        for text in world.days.astype("datetime64[D]").astype(str)
    ]
    said = np.clip(local_day(when) - world.first_day, 0, len(label) - 1)
    body = fill(take(bodies, which), take(label, said))
    odd = rng.integers(0, len(texts.SPAM), m)
    subject = pc.if_else(
        pa.array(junk), take([item[0] for item in texts.SPAM], odd), take(subjects, which)
    )
    body = pc.if_else(pa.array(junk), take([item[1] for item in texts.SPAM], odd), body)
    subject, body = _told(
        world,
        block,
        ticket_id,
        subject,
        body,
        topic[index],
        created,
        junk | proactive[index],
        block.foreign[safe[index]] & (person[index] >= 0),
    )
    out = proactive[index]
    subject = pc.if_else(pa.array(out), same("定期便のご利用状況のご確認", m), subject)
    body = pc.if_else(
        pa.array(out),
        same("いつもご利用ありがとうございます。お困りの点がないか伺いたくご連絡しました。", m),
        body,
    )
    requester = block.email.take(pa.array(safe[index]))
    junk_mail = join("promo", ids("", rng.integers(0, 10**6, m), 6), "@example.org")
    mail = pc.if_else(
        pa.array(junk),
        junk_mail,
        blank(requester, (way != 1) & (way != 4) & block.has_email[safe[index]]),
    )
    # Mail from people who do not log in is known by its address alone.
    named = (person[index] >= 0) & ((rng.random(m) < 0.8) | (way == 1) | (way == 4))
    base = {
        "ticket_id": ticket_id,
        "requester_record_id": take(block.record_id, np.where(named, block.main[safe[index]], -1)),
        "requester_email": mail,
        "requester_handle": blank(handle.take(pa.array(safe[index])), way == 4),
        "channel": take(CHANNELS, way),
        "direction": take(["inbound", "proactive"], out.astype(int)),
        "topic": blank(take(topics, topic[index]), ~junk),
        "subject": subject,
        "body": body,
        "priority": take(["low", "medium", "high", "urgent"], priority[index]),
        "is_spam": junk,
        "merged_into_ticket_id": take(ticket_id, merged),
        "created_at": created,
    }
    dup = merged >= 0
    end = np.where(dup, answered[index], solved[index])
    state = np.where(dup, 3, status[index])
    reopened = np.where(
        (state >= 2) & ~dup & ~junk & (rng.random(m) < 0.07), 1 + (rng.random(m) < 0.15), 0
    )
    reply = np.where(dup, NULL, answered[index])
    updated = np.maximum(np.maximum(created, reply), end)
    final = base | {
        "status": take(["open", "pending", "resolved", "closed"], state),
        "first_responded_at": reply,
        "resolved_at": np.where(dup, NULL, end),
        "reopened_count": reopened,
        "updated_at": updated,
        "_loaded_at": world.loaded(updated),
    }
    older = base | {
        "merged_into_ticket_id": pa.nulls(m, pa.string()),
        "status": same("open", m),
        "reopened_count": np.zeros(m, int),
        "updated_at": created,
        "_loaded_at": world.loaded(created),
    }
    # A ticket that was still open when the night's load ran came first as open.
    slow = world.loaded(updated) > world.loaded(created)
    frames = {
        "support.tickets": final,
        "support.tickets+late_update": pick(older, slow),
        "support.article_votes": _votes(world, rng, block),
    }
    done = np.flatnonzero((final["resolved_at"] != NULL) & (person[index] >= 0) & ~junk & ~out)
    closed = {
        "person": person[index][done],
        "time": final["resolved_at"][done],
        "ticket_id": ticket_id.take(pa.array(done)),
        "channel": way[done],
    }
    own = np.flatnonzero(~is_spam)
    service = {
        "ticket_id": ticket_id.take(pa.array(own)),
        "answer_micros": np.where(answered[own] == NULL, -1, until_answer[own]),
        "solution_micros": np.where(solved[own] == NULL, -1, until_solution[own]),
    }
    wrote = np.flatnonzero((person >= 0) & ~proactive)
    return frames, closed, service, (person[wrote], time[wrote])


def _told(
    world: World,
    block: Block,
    ticket_id: pa.Array,
    subject: pa.Array,
    body: pa.Array,
    topic: np.ndarray,
    created: np.ndarray,
    aside: np.ndarray,
    foreign: np.ndarray,
) -> tuple[pa.Array, pa.Array]:
    """Let most tickets tell what happened instead of asking a question of the list.

    In the month of the late deliveries nearly all about deliveries complain.
    """
    rng = world.rng(77, block.number)
    m = len(topic)
    names = list(texts.TOPICS)
    about = [texts.TICKET_TOPICS[names[place]] for place in topic.tolist()]
    cross = np.where(world.is_late(created), 0.95, 0.5)
    mood = np.where(rng.random(m) < cross, -1, 0)
    tells = ((rng.random(m) < 0.75) | foreign) & ~aside
    spoken = [name or "support" for name in about]
    text, own = sayings.write(rng, spoken, mood, foreign, with_tail=0.3)
    code = foreign.astype(int)
    starts = np.cumsum([0, *[len(bank) for bank in texts.TICKET_SUBJECTS]])
    heads = [head for bank in texts.TICKET_SUBJECTS for head in bank]
    head = take(heads, starts[code] + rng.integers(0, 1000, m) % np.diff(starts)[code])
    chosen = np.flatnonzero(tells)
    world.sayings.append(
        sayings.truth(
            join("support.tickets:", ticket_id.take(pa.array(chosen))),
            "ticket",
            sayings.spoken([spoken[row] for row in chosen.tolist()], foreign[chosen]),
            mood[chosen],
            own[chosen],
            foreign[chosen],
        )
    )
    told = pa.array(tells)
    return pc.if_else(told, head, subject), pc.if_else(told, text, body)


def _votes(world: World, rng: np.random.Generator, block: Block) -> Frame:
    # However small the company is, the button below the articles is pressed every few days.
    n = max(round(block.size * 0.12), len(world.days) // 3)
    day = world.sample_days(rng, n)
    time = np.minimum(moment(day, seconds(rng, n, "web")), world.end_us)
    person = rng.integers(0, block.size, n)
    known = (block.created[person] < time) & (rng.random(n) < 0.8)
    article = rng.integers(1, len(texts.ARTICLES) + 1, n)
    time = np.maximum(time, world.start_us + DAY)
    return {
        "vote_id": ids("AV-", world.numbers("vote", n), 8),
        "article_id": ids("ART-", article, 3),
        "customer_record_id": take(block.record_id, np.where(known, block.main[person], -1)),
        "anonymous_id": block.device.take(pa.array(person)),
        "is_helpful": rng.random(n) < 0.55 + 0.03 * (article % 8),
        "voted_at": time,
        "_loaded_at": world.loaded(time),
    }
