"""Subscriptions: terms, renewals, moves between plans, and leaving."""

import numpy as np
import pyarrow as pa

from sample_company.catalogue import Catalogue
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
    take,
)

PLANS = [
    ("お茶の定期便 ライト", 1980, 1150),
    ("お茶の定期便 スタンダード", 3480, 1990),
    ("お茶の定期便 プレミアム", 5980, 3300),
]


def build(world: World, block: Block, cat: Catalogue) -> tuple[dict[str, Frame], Frame]:
    """Make terms of six or twelve months; renewals, moves between plans, and leaving.

    Leavers are silent more often than not: they never write before they go.
    """
    rng = world.rng(3, block.number)
    person = np.flatnonzero(rng.random(block.size) < np.where(block.buyer, 0.15, 0.03))
    start = (
        block.created[person]
        + (rng.exponential(50 * 86400, len(person))).astype(np.int64) * MICRO
        + HOUR
    )
    person, start = person[start < world.end_us], start[start < world.end_us]
    n = len(person)
    number = world.numbers("subscription", n)
    # The older billing system begins terms at midnight and ends them at 23:59:59.
    to_the_second = number % 5 == 0
    midnight = ((start + JST) // DAY + 1) * DAY - JST
    start = np.where(to_the_second, np.minimum(midnight, world.end_us - HOUR), start)
    plan = choose(rng, n, [45, 38, 17])
    length = np.where(rng.random(n) < 0.7, 6, 12)
    # Some are made to stay and some to go: who has stayed long leaves less often.
    restless = rng.gamma(0.6, 1 / 0.6, n)
    now, index, term = start, np.arange(n), 1
    parts, gone = [], []
    while len(index) or not parts:  # nobody may have one, in a small company
        k = length[index]
        ends = add_months(now, k)
        stop = (
            now
            + (
                rng.exponential(1 / 0.04, len(index))
                / np.maximum(restless[index], 0.01)
                * (30.4375 * 86400)
            ).astype(np.int64)
            * MICRO
        )
        midway = stop < ends
        stays = np.clip(0.99 - 0.04 * restless[index], 0.2, 1)
        renews = ~midway & (rng.random(len(index)) < stays)
        told = np.where(to_the_second[index], ends - MICRO, ends)
        leave = np.where(midway, stop, np.where(renews, NULL, told))
        leave = world.clip(leave)
        voluntary = rng.random(len(index)) < 0.88
        parts.append((index, np.full(len(index), term), plan[index], now, told, leave, voluntary))
        left = leave != NULL
        gone.append((index[left], leave[left], voluntary[left]))
        onward = renews & (ends <= world.end_us)
        index, now, term = index[onward], ends[onward], term + 1
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
    end_person = np.concatenate([person[item[0]] for item in gone]) if gone else np.empty(0, int)
    end_time = np.concatenate([item[1] for item in gone]) if gone else np.empty(0, np.int64)
    silent = rng.random(len(end_person)) < 0.68
    return {
        "commerce.subscriptions": final,
        "commerce.subscriptions+late_update": pick(older, has_left),
    }, {"person": end_person, "time": end_time, "silent": silent}
