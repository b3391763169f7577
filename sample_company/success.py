"""What sales and success did for customers, and what they decided about problems that wait."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_company.leads import STAFF
from sample_company.people import Block
from sample_company.world import (
    DAY,
    HOUR,
    NULL,
    Frame,
    World,
    choose,
    ids,
    local_day,
    moment,
    same,
    seconds,
    stack,
    take,
)

TYPES = ["call", "mail", "meeting", "visit", "training", "demo", "gesture", "other"]
COSTS = np.array([0, 0, 0, 12_000, 8_000, 0, 3_000, 0])  # JPY
OUTCOMES = ["reached", "not reached", "will think about it", None]
STATES = ["taken", "done", "dismissed", "snoozed"]


def build(
    world: World, block: Block, tickets: Frame, subscriptions: Frame, approaches: Frame
) -> dict[str, Frame]:
    """Activities for a block's customers, and decisions on items of the list of whom to care for.

    Args:
        world: Days and random numbers.
        block: People of the block.
        tickets: support.tickets of the block; some that nobody resolved are taken by somebody.
        subscriptions: commerce.subscriptions of the block; some renewals are put aside.
        approaches: crm.activities for the block's leads.

    """
    rng = world.rng(30, block.number)
    n = max(round(block.size * 0.08), len(world.days) // 6)
    when = np.minimum(moment(world.sample_days(rng, n), seconds(rng, n, "web")), world.end_us)
    when = np.maximum(when, world.start_us + DAY)
    person = rng.integers(0, block.size, n)
    known = block.created[person] < when
    kind = choose(rng, n, [40, 20, 12, 8, 8, 4, 5, 3])
    activities = {
        "activity_id": ids("AC-", world.numbers("activity", n), 7),
        "customer_record_id": take(block.record_id, np.where(known, block.main[person], -1)),
        "activity_type": take(TYPES, kind),
        "occurred_at": when,
        "owner": take(STAFF, rng.integers(0, len(STAFF), n)),
        "outcome": take(OUTCOMES, rng.integers(0, len(OUTCOMES), n)),
        "cost": np.where(COSTS[kind] > 0, COSTS[kind] * 10_000, NULL),
        "currency": same("JPY", n),
        "_loaded_at": world.loaded(when),
    }
    return {
        "crm.activities": stack(activities, approaches),
        "crm.action_decisions": _decisions(world, block, tickets, subscriptions, rng),
    }


def _decisions(
    world: World, block: Block, tickets: Frame, subscriptions: Frame, rng: np.random.Generator
) -> Frame:
    named = np.asarray(pc.is_valid(tickets["requester_record_id"]))
    waiting = named & (tickets["resolved_at"] == NULL) & (rng.random(len(named)) < 0.5)
    late = np.flatnonzero(waiting & (tickets["created_at"] + 96 * HOUR < world.end_us))
    due = subscriptions["ends_at"]
    near = (due != NULL) & (due > world.end_us) & (due < world.end_us + 25 * DAY)
    soon = np.flatnonzero(near & (rng.random(len(due)) < 0.3))
    m, k = len(late), len(soon)
    items = stack(
        {
            "customer_id": tickets["requester_record_id"].take(pa.array(late)),
            "rule": same("unresolved_issue", m),
            "decided_at": tickets["created_at"][late] + 90 * HOUR,
            "state": take(STATES, choose(rng, m, [80, 5, 15, 0])),
        },
        {
            "customer_id": subscriptions["customer_record_id"].take(pa.array(soon)),
            "rule": same("renewal_due", k),
            "decided_at": world.end_us - rng.integers(1, 30, k) * HOUR,
            "state": take(STATES, choose(rng, k, [40, 25, 15, 20])),
        },
    )
    decided = items["decided_at"]
    snoozed = np.asarray(pc.equal(items["state"], "snoozed"))
    return items | {
        "decision_id": ids("DC-", world.numbers("decision", m + k), 7),
        "decided_by": take(STAFF, rng.integers(0, len(STAFF), m + k)),
        "until": np.where(snoozed, local_day(decided) + 7, NULL),
        "outcome": take(OUTCOMES, rng.integers(0, len(OUTCOMES), m + k)),
        "_loaded_at": world.loaded(decided),
    }
