"""Business customers on their way: leads and the stages they went through."""

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

STAGES = ["lead", "mql", "sql", "proposal", "won", "lost"]
ON = [0.62, 0.6, 0.55, 0.5]  # chance of the next step, else lost; the last one wins


def build(world: World, block: Block, companies: Frame) -> dict[str, Frame]:
    """Leads of a block's companies and of strangers, with every change of stage."""
    rng = world.rng(26, block.number)
    firms = len(companies["company_id"])
    firm, _ = spread(rng.poisson(2.0, firms) + 1)
    n = len(firm)
    last = world.end_us - 2 * DAY
    created = world.start_us + (rng.random(n) * (last - world.start_us)).astype(np.int64)
    # Some are known as a person: customers who were there before.
    person = rng.integers(0, block.size, n)
    known = (rng.random(n) < 0.3) & (block.created[person] < created)
    lead_no = world.numbers("lead", n)
    lead_id = ids("LD-", lead_no, 6)
    steps = [(np.arange(n), created, np.zeros(n, int))]
    here, at = np.arange(n), created
    for number, chance in enumerate(ON):
        wait = (rng.exponential(18 * 86400, len(here)) + 3600).astype(np.int64) * MICRO
        goes_on, is_told = rng.random(len(here)) < chance, rng.random(len(here)) < 0.85
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
        "company_id": companies["company_id"].take(pa.array(firm)),
        "source": take(["web", "event", "referral", "outbound"], choose(rng, n, [45, 20, 15, 20])),
        "amount": np.where(rng.random(n) < 0.85, amount, NULL),
        "currency": same("JPY", n),
        "created_at": created,
        "updated_at": newest,
        "_loaded_at": world.loaded(newest),
    }
    return {
        "crm.leads": leads,
        "crm.lead_stages": {
            "stage_event_id": ids("LS-", world.numbers("lead_stage", len(lead)), 7),
            "lead_id": lead_id.take(pa.array(lead)),
            "stage": take(STAGES, stage),
            "changed_at": when,
            "_loaded_at": world.loaded(np.minimum(when + HOUR, world.end_us)),
        },
    }
