"""What follows from an answer: who is called back, who buys more, who brings friends.

Whoever recommends buys a little more often and invites more friends, some detractors are called
back and some of them in time. It is put there so that a warehouse can find it.
"""

import numpy as np
import pyarrow.compute as pc

from sample_company.people import Block
from sample_company.shop import Orders
from sample_company.world import (
    DAY,
    HOUR,
    JST,
    MICRO,
    Frame,
    World,
    ids,
    local_day,
    same,
    stack,
    take,
)

RECOVERY = "CMP-CALL-BACK"
CALLED_BACK = (0.35, 0.15)  # of the detractors: within two days, and later
INVITING = {"promoter": 0.3, "other": 0.04}  # of the respondents, within half a year


def campaign(world: World) -> Frame:
    """Return the campaign under which people are asked what went wrong."""
    start = np.array([world.start_us])
    return {
        "campaign_id": same(RECOVERY, 1),
        "name": same("ご不満の声への個別連絡", 1),
        "channel": same("email", 1),
        "objective": same("service", 1),
        "_loaded_at": world.loaded(start),
    }


def buys_soon(orders: Orders, person: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Return whether each person places a counted order in the year after a moment."""
    known = np.flatnonzero(orders.counted & (orders.person >= 0))
    order = known[np.lexsort((orders.time[known], orders.person[known]))]
    who, when = orders.person[order], orders.time[order]
    found = np.zeros(len(person), bool)
    for at in np.flatnonzero(person >= 0):
        first, last = np.searchsorted(who, [person[at], person[at] + 1])
        place = first + np.searchsorted(when[first:last], time[at], side="right")
        found[at] = place < last and when[place] <= time[at] + 365 * DAY
    return found


def build(world: World, block: Block, frames: dict[str, Frame]) -> dict[str, Frame]:
    """Return messages and invitations, with those that follow from NPS answers."""
    rng = world.rng(120, block.number)
    responses, answers = frames["survey.responses"], frames["survey.answers"]
    index = {name: row for row, name in enumerate(responses["response_id"].to_pylist())}
    asked = np.flatnonzero(pc.equal(answers["question_id"], "nps").to_numpy(zero_copy_only=False))
    owner = np.array(
        [index[name] for name in answers["response_id"].take(asked).to_pylist()], dtype=np.int64
    )
    score = np.asarray(answers["score"], float)[asked]
    record = responses["customer_record_id"].take(owner)
    time = responses["responded_at"][owner]
    told = responses["is_finished"][owner] & pc.is_valid(record).to_numpy(zero_copy_only=False)
    relational = pc.equal(responses["survey_id"].take(owner), "SV-REL")
    relational = relational.to_numpy(zero_copy_only=False)

    bad = np.flatnonzero(told & (score <= 6))
    roll = rng.random(len(bad))
    soon, late = roll < CALLED_BACK[0], roll < sum(CALLED_BACK)
    wait = np.where(soon, rng.uniform(2, 44, len(bad)), rng.uniform(60, 240, len(bad)))
    sent = _at_office(time[bad] + (wait * HOUR).astype(np.int64), time[bad])
    # As with all mail: only to whom agreed to it.
    person = pc.index_in(record.take(bad), value_set=block.record_id.take(block.main))
    person = np.asarray(person.fill_null(0))
    called = late & (sent <= world.end_us)
    called &= block.has_email[person] & (block.may_write[person, 0] > sent)
    world.facts["detractors_called_back"] += int(called.sum())
    world.facts["detractors_called_back_in_two_days"] += int(
        (called & (sent - time[bad] <= 48 * HOUR)).sum()
    )
    bad, sent = bad[called], sent[called]
    delivered = world.clip(sent + rng.integers(2, 60, len(bad)) * MICRO)
    calls = {
        "message_id": ids("MC-", world.numbers("call_back", len(bad)), 7),
        "campaign_id": same(RECOVERY, len(bad)),
        "customer_record_id": record.take(bad),
        "channel": same("email", len(bad)),
        "sent_at": sent,
        "delivered_at": delivered,
        "is_commercial": np.zeros(len(bad), bool),
        "_loaded_at": world.loaded(np.maximum(sent, delivered)),
    }

    here = np.flatnonzero(told & relational)
    share = np.where(score[here] >= 9, INVITING["promoter"], INVITING["other"])
    when = time[here] + (rng.uniform(1, 180, len(here)) * DAY).astype(np.int64)
    keen = (rng.random(len(here)) < share) & (when <= world.end_us)
    here, when = here[keen], when[keen]
    invitations = {
        "referral_id": ids("RF-", world.numbers("answer_referral", len(here)), 7),
        "referrer_record_id": record.take(here),
        "channel": take(["line", "email"], rng.integers(0, 2, len(here))),
        "invited_at": when,
        "_loaded_at": world.loaded(when),
    }
    return {
        "messaging.messages": stack(frames["messaging.messages"], calls),
        "crm.referrals": stack(frames["crm.referrals"], invitations),
    }


def _at_office(time: np.ndarray, earliest: np.ndarray) -> np.ndarray:
    """Move moments of the night to the next morning at nine, never before the answer."""
    hour = (time + JST) % DAY // HOUR
    morning = local_day(time) * DAY - JST + 9 * HOUR
    morning = np.where(hour >= 20, morning + DAY, morning)
    moved = np.where((hour < 9) | (hour >= 20), morning, time)
    return np.maximum(moved, earliest + 60 * MICRO)
