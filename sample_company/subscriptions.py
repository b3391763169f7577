"""Subscriptions: who begins one, then terms, renewals, moves between plans, and leaving."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sample_company import leaving
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
    choose,
    ids,
    pick,
    same,
    stack,
    take,
)

PLANS = [
    ("お茶の定期便 ライト", 1980, 1150),
    ("お茶の定期便 スタンダード", 3480, 1990),
    ("お茶の定期便 プレミアム", 5980, 3300),
]


LONGEST = 12  # months of a term


@dataclass
class Subscribers:
    """Who begins a subscription: an entry per subscription.

    Whether it lasts depends on what they see and say later, so the terms are made after that.
    """

    person: np.ndarray
    start: np.ndarray
    number: np.ndarray
    to_the_second: np.ndarray  # billed by the older system
    rng: np.random.Generator


def begin(world: World, block: Block) -> Subscribers:
    """Draw who subscribes and when."""
    rng = world.rng(3, block.number)
    person = np.flatnonzero(rng.random(block.size) < np.where(block.buyer, 0.3, 0.06))
    start = (
        block.created[person]
        + (rng.exponential(50 * 86400, len(person))).astype(np.int64) * MICRO
        + HOUR
    )
    person, start = person[start < world.end_us], start[start < world.end_us]
    number = world.numbers("subscription", len(person))
    # The older billing system begins terms at midnight and ends them at 23:59:59.
    to_the_second = number % 5 == 0
    midnight = ((start + JST) // DAY + 1) * DAY - JST
    start = np.where(to_the_second, np.minimum(midnight, world.end_us - HOUR), start)
    return Subscribers(person, start, number, to_the_second, rng)


def build(
    world: World, block: Block, subscribers: Subscribers, past: leaving.Past
) -> tuple[dict[str, Frame], Frame]:
    """Make terms of six or twelve months, until somebody leaves for the reasons of ``leaving``.

    Returns:
        The frames, and the truth of leaving: a row per subscription and month in which somebody
        decided, with the reasons that held.

    """
    rng, person, number = subscribers.rng, subscribers.person, subscribers.number
    to_the_second = subscribers.to_the_second
    n = len(person)
    plan = choose(rng, n, [45, 38, 17])
    length = np.where(rng.random(n) < 0.7, LONGEST // 2, LONGEST)
    now, index, term = subscribers.start, np.arange(n), 1
    parts, decided = [], []
    while len(index) or not parts:  # nobody may have one, in a small company
        k = length[index]
        ends = add_months(now, k)
        told = np.where(to_the_second[index], ends - MICRO, ends)
        leave = np.full(len(index), NULL)
        for month in range(1, LONGEST + 1):
            at = add_months(now, np.full(len(index), month))
            ask = np.flatnonzero((leave == NULL) & (month <= k) & (at <= world.end_us))
            is_last = month == k[ask]
            holds = past.reasons(person[index[ask]], at[ask], is_last)
            goes = rng.random(len(ask)) < leaving.chance(holds)
            soon = (rng.random(len(ask)) * 30 * 86_400).astype(np.int64) * MICRO
            leave[ask[goes]] = np.where(is_last, told[ask], at[ask] + soon)[goes]
            decided.append(
                {
                    "subscription_id": ids("SUB-", number[index[ask]], 7),
                    "record_id": block.record_id.take(pa.array(block.main[person[index[ask]]])),
                    "decided_at": pa.array(at[ask]).cast(pa.timestamp("us")),
                    **{name: pa.array(held) for name, held in holds.items()},
                    "has_left": pa.array(goes),
                }
            )
        renews = (leave == NULL) & (ends <= world.end_us)
        leave = np.minimum(leave, told)
        leave = world.clip(leave)
        voluntary = rng.random(len(index)) < 0.88
        parts.append((index, np.full(len(index), term), plan[index], now, told, leave, voluntary))
        index, now, term = index[renews], ends[renews], term + 1
        step = choose(rng, len(index), [8, 78, 14]) - 1
        plan[index] = np.clip(plan[index] + step, 0, 2)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    index, term, kind, begin, ends, leave, voluntary = columns
    has_left = leave != NULL
    reasons = ["価格", "飲みきれない", "味が好みでない", "引っ越し", "他店に変更"]
    why = np.where(voluntary, choose(rng, len(index), [30, 30, 15, 10, 15]), 5)
    base = {
        "subscription_id": ids("SUB-", number[index], 7),
        "term_no": term,
        "customer_record_id": block.record_id.take(pa.array(block.main[person[index]])),
        "plan": take([item[0] for item in PLANS], kind),
        "currency": same("JPY", len(index)),
        "monthly_amount": np.array([item[1] for item in PLANS])[kind] * 10_000,
        "monthly_cost": np.array([item[2] for item in PLANS])[kind] * 10_000,
        "started_at": begin,
        "ends_at": ends,
    }
    followed = np.isin(index * 1000 + term + 1, index * 1000 + term)
    world.facts["terms_that_end_a_second_early"] += int((to_the_second[index] & followed).sum())
    updated = np.where(has_left, leave, begin)
    final = base | {
        "cancelled_at": leave,
        "cancel_reason": take([*reasons, "支払い不履行"], np.where(has_left, why, -1)),
        "is_voluntary_cancel": pa.array(voluntary, mask=~has_left),
        "updated_at": updated,
        "_loaded_at": world.loaded(updated),
    }
    older = base | {"updated_at": begin, "_loaded_at": world.loaded(begin)}
    return {
        "commerce.subscriptions": final,
        "commerce.subscriptions+late_update": pick(older, has_left),
    }, stack(*decided)
