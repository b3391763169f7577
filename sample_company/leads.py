"""Business customers on their way: leads, the stages they went through, and what sales did.

A demo on the second day is what helps: each step is likelier behind it. Calls help nobody, and a
visit is paid to who has reached a proposal, so it goes along with winning without causing it.
"""

import numpy as np
import pyarrow as pa

from sample_company.people import Block
from sample_company.world import (
    DAY,
    HOUR,
    MICRO,
    NULL,
    Frame,
    World,
    choose,
    ids,
    join,
    same,
    spread,
    take,
)

STAFF = ["sato", "suzuki", "takahashi", "tanaka"]
STAGES = ["lead", "mql", "sql", "proposal", "won", "lost"]
ON = [0.62, 0.6, 0.55, 0.5]  # chance of the next step, else lost; the last one wins
DEMO = 1.25  # times as likely behind a demo
SHOWN, CALLED = 0.4, 0.5  # leads that get one
TOLD = 0.85  # whoever does not go on says so
WAIT_DAYS = 18  # mean time to the next step, exponential, from an hour on


def win_rate(lift: float) -> float:
    """Return the share won among leads that were decided in the end."""
    won = float(np.prod(np.array(ON) * lift))
    return won / (won + TOLD * (1 - won))


def moves_on(days: float) -> float:
    """Return the chance that a lead moves on from its first stage within some days."""
    chance = ON[0] * (SHOWN * DEMO + 1 - SHOWN)
    return chance * (1 - float(np.exp(-(days - 1 / 24) / WAIT_DAYS)))


def build(world: World, block: Block, companies: Frame) -> dict[str, Frame]:
    """Leads of a block's companies and of strangers, every change of stage, activities for them."""
    rng = world.rng(26, block.number)
    firms = len(companies["company_id"])
    firm, _ = spread(rng.poisson(2.0, firms) + 1)
    # Most come from offices of which the CRM knows no company yet.
    firm = np.concatenate([firm, np.full(block.size // 2, -1)])
    n = len(firm)
    last = world.end_us - 2 * DAY
    created = world.start_us + (rng.random(n) * (last - world.start_us)).astype(np.int64)
    # Some are known as a person: customers who were there before.
    person = rng.integers(0, block.size, n)
    known = (rng.random(n) < 0.3) & (block.created[person] < created)
    lead_no = world.numbers("lead", n)
    lead_id = ids("LD-", lead_no, 6)
    steps = [(np.arange(n), created, np.zeros(n, int))]
    shown, called = rng.random(n) < SHOWN, rng.random(n) < CALLED
    here, at = np.arange(n), created
    for number, chance in enumerate(ON):
        wait = (rng.exponential(WAIT_DAYS * 86400, len(here)) + 3600).astype(np.int64) * MICRO
        goes_on = rng.random(len(here)) < chance * np.where(shown[here], DEMO, 1)
        is_told = rng.random(len(here)) < TOLD
        at = at + wait
        # Whoever does not go on is lost one day, or never heard of again.
        steps.append((here[goes_on], at[goes_on], np.full(goes_on.sum(), number + 1)))
        gone = ~goes_on & is_told
        steps.append((here[gone], at[gone] + 10 * DAY, np.full(gone.sum(), 5)))
        here, at = here[goes_on], at[goes_on]
    lead, when, stage = (np.concatenate(column) for column in zip(*steps, strict=True))
    keep = when <= world.end_us
    lead, when, stage = lead[keep], when[keep], stage[keep]
    newest = created.copy()
    np.maximum.at(newest, lead, when)
    amount = np.round(np.exp(rng.normal(12.4, 0.9, n)), -3).astype(np.int64) * 10_000
    leads = {
        "lead_id": lead_id,
        "customer_record_id": take(block.record_id, np.where(known, block.main[person], -1)),
        "email": join("buyer", ids("", lead_no, 6), "@corp.example.com"),
        "company_id": take(companies["company_id"], firm),
        "source": take(["web", "event", "referral", "outbound"], choose(rng, n, [45, 20, 15, 20])),
        "amount": np.where(rng.random(n) < 0.85, amount, NULL),
        "currency": same("JPY", n),
        "created_at": created,
        "updated_at": newest,
        "_loaded_at": world.loaded(newest),
    }
    visited = np.flatnonzero(stage == STAGES.index("proposal"))
    done = [
        (np.flatnonzero(shown), created[shown] + DAY + HOUR, "demo"),
        (np.flatnonzero(called), created[called] + HOUR // 2, "call"),
        (lead[visited], when[visited] + HOUR // 2, "visit"),
    ]
    for_lead, at = (np.concatenate([part[side] for part in done]) for side in (0, 1))
    kind = np.repeat(np.arange(len(done)), [len(part[0]) for part in done])
    past = at <= world.end_us
    for_lead, at, kind = for_lead[past], at[past], kind[past]
    return {
        "crm.activities": {
            "activity_id": ids("AC-", world.numbers("activity", len(at)), 7),
            "lead_id": lead_id.take(pa.array(for_lead)),
            "activity_type": take([part[2] for part in done], kind),
            "occurred_at": at,
            "owner": take(STAFF, rng.integers(0, len(STAFF), len(at))),
            "_loaded_at": world.loaded(at),
        },
        "crm.leads": leads,
        "crm.lead_stages": {
            "stage_event_id": ids("LS-", world.numbers("lead_stage", len(lead)), 7),
            "lead_id": lead_id.take(pa.array(lead)),
            "stage": take(STAGES, stage),
            "changed_at": when,
            "_loaded_at": world.loaded(np.minimum(when + HOUR, world.end_us)),
        },
    }
