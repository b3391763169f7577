"""People, their records in four systems, identifiers, consents and second thoughts.

One person may stand in several systems under differently written identifiers; who is who
is the first thing a warehouse has to find out, and the truth of it is kept beside.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_company import texts
from sample_company.contacts import CALLING, full_names, phone_numbers
from sample_company.world import (
    DAY,
    HOUR,
    MICRO,
    MONTHS,
    NULL,
    Frame,
    World,
    blank,
    choose,
    ids,
    join,
    local_day,
    moment,
    seconds,
    take,
)

SYSTEMS = ["ec", "store_pos", "app", "crm"]
CHANNELS = [
    "organic_search",
    "paid_search",
    "paid_social",
    "organic_social",
    "direct",
    "referral",
    "affiliate",
    "offline",
    "email",
    "display",
]
CHANNEL_WEIGHTS = [24, 20, 14, 9, 11, 8, 5, 5, 2, 2]
MARKETING = ["email", "line", "push", "sms", "post"]
BUYER_SHARE = 0.74
MEMBER_SHARE = 0.6
SEASON = 0.8  # how far people come with the season of gifts: a power of its factors


@dataclass
class Block:
    """A block of people and what other modules need to know about them.

    Arrays with an entry per person: first (position in the block is the person), foreign,
    gender (0 female), buyer, member, subscriber, joined (first day), ordered_first (time of
    the first order, NULL if none), language. Per record: owner, system, created, record ids.
    """

    number: int
    size: int
    foreign: np.ndarray
    buyer: np.ndarray
    member: np.ndarray
    first_order: np.ndarray
    created: np.ndarray  # of the person's first record
    channel: np.ndarray
    email: pa.Array
    phone: pa.Array
    member_no: pa.Array
    device: pa.Array
    mobile: pa.Array
    family: np.ndarray  # position of the person whose device is shared, or -1
    owner: np.ndarray
    system: np.ndarray
    record_created: np.ndarray
    record_id: pa.Array
    usable: np.ndarray  # record shares an identifier with the person's first one
    main: np.ndarray  # position of the person's first record
    by_system: np.ndarray  # person x system -> record position, -1 none
    erased: np.ndarray
    has_email: np.ndarray  # per person: some usable record carries the e-mail
    may_write: np.ndarray  # person x MARKETING channel -> until when, NULL for never
    has_member: np.ndarray  # per person: some usable record carries the member number

    def record_at(self, person: np.ndarray, time: np.ndarray, system: int) -> np.ndarray:
        """Return the record in a system if it can be used by then, else the person's first."""
        found = self.by_system[person, system]
        good = (found >= 0) & self.usable[found] & (self.record_created[found] <= time)
        return np.where(good, found, self.main[person])


def season() -> np.ndarray:
    """Return the factors by which people come in January to December, their mean being 1."""
    factors = np.array(MONTHS) ** SEASON
    return factors / factors.mean()


def build(world: World, number: int, size: int) -> tuple[Block, dict[str, Frame], dict]:
    """Make a block of people with their records, consents, overrides and erasure requests.

    Args:
        world: Calendar and counters.
        number: Number of the block, from 0.
        size: People in the block.

    Returns:
        The block, its frames by table, and the truth: a frame record_id, person_id, linkable
        and erased.

    """
    rng = world.rng(1, number)
    people = world.numbers("person", size)
    foreign = rng.random(size) < 0.07
    abroad = choose(rng, size, [item[3] for item in texts.ABROAD])
    home = choose(rng, size, [item[2] for item in texts.PREFECTURES])
    gender = (rng.random(size) < 0.38).astype(int)
    buyer, member = rng.random(size) < BUYER_SHARE, rng.random(size) < MEMBER_SHARE
    # A launch, then growth: the shop opened with the first day of the data.
    weights = world.day_weights(season=SEASON, growth=0.5)
    ramp = np.exp(-np.arange(len(world.days)) / 25)
    weights = weights + 0.15 * ramp / ramp.sum()
    first_day = world.sample_days(rng, size, weights / weights.sum())
    # A first record: the till knows customers of its opening hours only.
    primary = choose(rng, size, [62, 20, 15, 3])
    clock = np.maximum(seconds(rng, size, "web"), 2 * HOUR)
    till = primary == 1
    clock[till] = seconds(rng, int(till.sum()), "store")
    first_us = moment(first_day, clock)
    first_us = np.minimum(first_us, world.end_us - 600 * MICRO)
    # At the till it takes minutes; on the web people look round first, in another session.
    minutes = np.where(till, rng.integers(120, 500, size), rng.integers(2700, 6600, size)) * MICRO
    earlier = np.where(rng.random(size) < 0.6, 0, rng.exponential(14, size).astype(int))
    # Nobody signed up before the shop opened: those came on the day of their order.
    earlier = np.where(first_day - earlier < world.first_day, 0, earlier)
    created = first_us - minutes - earlier * DAY

    written, roman = full_names(rng, foreign, gender)
    domain = take(
        ["example.jp", "example.com", "example.net", "example.org"],
        choose(rng, size, [45, 30, 15, 10]),
    )
    email = join(join(roman, pc.cast(pa.array(people), pa.string())), domain, sep="@")
    countries = list(CALLING)
    abroad_code = np.array([countries.index(item[0]) for item in texts.ABROAD])
    country = np.where(foreign, abroad_code[abroad], 0)
    phones = phone_numbers(people, country, "090")
    member_no = blank(ids("M", people * 6007 % 10**8, 8), member)
    device = ids("c-", people, 9)
    mobile = ids("d-", people, 9)
    # One household, one tablet: the visitor id of one person also carries another's logins.
    family = np.where(rng.random(size) < 0.04, rng.integers(0, size, size), -1)
    family[family == np.arange(size)] = -1
    device = device.take(pa.array(np.where(family >= 0, family, np.arange(size))))

    # Records: a first one at sign-up, more as the person meets other systems.
    chance = np.array([0.35, 0.25, 0.28, 0.06])
    wants = rng.random((size, 4)) < chance
    wants[np.arange(size), primary] = True
    owner, system = np.nonzero(wants)
    is_first = system == primary[owner]
    wait = 1 + rng.exponential(110, len(owner)).astype(int)
    hours = np.where(system == 1, *(seconds(rng, len(owner), name) for name in ("store", "web")))
    later = moment(local_day(created[owner]) + wait, hours)
    record_created = np.where(is_first, created[owner], later)
    keep = record_created <= world.end_us
    owner, system, is_first, record_created = (
        column[keep] for column in (owner, system, is_first, record_created)
    )
    order = np.argsort(record_created, kind="stable")
    owner, system, is_first, record_created = (
        column[order] for column in (owner, system, is_first, record_created)
    )
    n = len(owner)
    record_no = world.numbers("record", n)
    record_id = join(take(["EC-", "POS-", "APP-", "CRM-"], system), ids("", record_no, 8))
    # Which identifiers the record carries: bit 1 e-mail, 2 phone, 4 member number.
    roll = rng.random((3, n))
    carries = np.array([[1.0, 0.25, 1.0, 0.9], [0.75, 0.5, 0.25, 0.9], [0.9, 0.95, 0.85, 0.5]])
    has = roll < carries[:, system]
    has[2] &= member[owner]
    # Now and then somebody signs up anew with another address and nothing links the two.
    stranger = ~is_first & (rng.random(n) < 0.02)
    has &= ~stranger
    bits = has[0] * 1 + has[1] * 2 + has[2] * 4
    known = np.zeros(size, int)
    np.bitwise_or.at(known, owner[is_first], bits[is_first])
    linked = is_first.copy()
    for _ in range(3):
        linked |= (bits & known[owner]) > 0
        np.bitwise_or.at(known, owner[linked], bits[linked])

    other = join(ids("tea", people, 6), "example.com", sep="@").take(pa.array(owner))
    shown = email.take(pa.array(owner))
    loud = pc.utf8_upper(shown)
    odd = rng.random(n)
    shown = pc.if_else(pa.array(odd < 0.03), loud, shown)
    shown = pc.if_else(pa.array(odd > 0.97), join(" ", shown), shown)
    named = join(join('"', roman.take(pa.array(owner)), '" <'), shown, ">")
    shown = pc.if_else(pa.array((odd > 0.5) & (odd < 0.51)), named, shown)
    shown = blank(shown, has[0])
    shown = pc.if_else(pa.array(stranger), other, shown)
    unknown = ~has[0] & (system == 1) & ~stranger & (rng.random(n) < 0.04)
    shown = pc.if_else(pa.array(unknown), pa.scalar("unknown@example.com"), shown)
    style = choose(rng, n, [52, 20, 16, 6, 3, 3])
    style[foreign[owner]] = 2
    mine = [phone.take(pa.array(owner)) for phone in phones]
    phone = pc.choose(pa.array(style, pa.int64()), *mine)
    phone = blank(phone, has[1])
    main = np.zeros(size, int)
    main[owner[is_first]] = np.flatnonzero(is_first)
    by_system = np.full((size, 4), -1)
    by_system[owner, system] = np.arange(n)

    moved = np.flatnonzero((rng.random(n) < 0.05) & (record_created < world.end_us - 40 * DAY))
    updated = record_created.copy()
    room = (world.end_us - record_created[moved]) // MICRO
    updated[moved] += (rng.random(len(moved)) * room * 0.95).astype(np.int64) * MICRO + MICRO
    is_moved = np.isin(np.arange(n), moved)
    new_home = choose(rng, n, [item[2] for item in texts.PREFECTURES])
    born = np.clip(rng.normal(46, 14, size), 18, 88)
    birth = (world.last_day - born * 365.25).astype(np.int64)
    companies, company_of = _companies(world, number, rng, size, created)

    def records(where: np.ndarray, place: np.ndarray, update: np.ndarray) -> Frame:
        who = owner[where]
        code = take(countries, country[who])
        here = take([item[0] for item in texts.PREFECTURES], place)
        there = take([item[1] for item in texts.ABROAD], abroad[who])
        outside = pa.array(foreign[who])
        front = np.array([item[1] for item in texts.PREFECTURES])[place]
        tail = (people[who] * 37) % 10_000
        postal = join(ids("", front, 3), ids("", tail, 4), sep="-")
        sex = [["female", "male"], ["2", "1"], ["F", "M"], ["F", "M"]]
        flat = [word for pair in sex for word in pair]
        full = written.take(pa.array(who))
        at_till = pa.array((system[where] == 1) & ~foreign[who])
        return {
            "customer_record_id": record_id.take(pa.array(where)),
            "source_system": take(SYSTEMS, system[where]),
            "email": shown.take(pa.array(where)),
            "phone": phone.take(pa.array(where)),
            "member_no": blank(member_no.take(pa.array(who)), has[2][where]),
            # The till writes the name without the blank.
            "full_name": pc.if_else(at_till, pc.replace_substring(full, " ", ""), full),
            "birth_date": np.where((roll[0][where] * 97 % 1 < 0.6), birth[who], NULL),
            "gender": blank(
                take(flat, system[where] * 2 + gender[who]), roll[1][where] * 89 % 1 < 0.8
            ),
            "country": code,
            "region": pc.if_else(outside, there, here),
            "postal_code": blank(postal, ~foreign[who]),
            "company_id": take(companies["company_id"], company_of[who])
            if companies
            else pa.nulls(len(where), pa.string()),
            "acquisition_channel": take(CHANNELS, channel[who]),
            # The oldest system tells no beginning, the till no change.
            "created_at": np.where(
                (system[where] == 3) & (record_no[where] % 3 == 0), NULL, record_created[where]
            ),
            "updated_at": np.where((system[where] == 1) & ~is_moved[where], NULL, update[where]),
            "_loaded_at": world.loaded(update[where]),
        }

    channel = choose(rng, size, CHANNEL_WEIGHTS)
    everyone = np.arange(n)
    current = records(everyone, np.where(is_moved, new_home, home[owner]), updated)
    before = records(moved, home[owner[moved]], record_created)
    frames = {"crm.customers": current, "crm.customers+late_update": before}
    if companies:
        frames["crm.companies"] = companies
    erased = np.zeros(size, bool)
    erased[rng.random(size) < 0.004] = True
    erased &= created < world.end_us - 60 * DAY
    if number == 0 and size > 20 and not erased.any():
        erased[int(np.argmin(created))] = True
    gone = np.flatnonzero(erased)
    asked = created[gone] + (
        (world.end_us - created[gone]) * rng.uniform(0.5, 0.95, len(gone))
    ).astype(np.int64)
    frames["crm.erasure_requests"] = {
        "request_id": ids("ERS-", world.numbers("erasure", len(gone)), 6),
        "customer_record_id": record_id.take(pa.array(main[gone])),
        "requested_at": asked,
        "_loaded_at": world.loaded(asked),
    }
    decided = np.flatnonzero(~linked & (rng.random(n) < 0.3))
    linked_by_steward = linked.copy()
    linked_by_steward[decided] = True
    frames["crm.identity_overrides"] = _overrides(
        world, rng, record_id, main[owner[decided]], decided, record_created, family, main, created
    )
    frames["crm.consents"], may_write = _consents(world, rng, record_id, main, created)
    block = Block(
        number,
        size,
        foreign,
        buyer,
        member,
        np.where(buyer, first_us, NULL),
        created,
        channel,
        email,
        phones[0],
        member_no,
        device,
        mobile,
        family,
        owner,
        system,
        record_created,
        record_id,
        linked,
        main,
        by_system,
        erased,
        (known & 1) > 0,
        may_write,
        (known & 4) > 0,
    )
    truth = {
        "record_id": record_id,
        "person_id": ids("P-", people[owner], 8),
        "linkable": linked_by_steward,
        "erased": erased[owner],
    }
    return block, frames, truth


def _companies(
    world: World, number: int, rng: np.random.Generator, size: int, created: np.ndarray
) -> tuple[Frame, np.ndarray]:
    """Make business customers: one company per hundred people or so, each with a few buyers."""
    count = max(2, size // 120)
    belongs = np.where(rng.random(size) < 0.03, rng.integers(0, count, size), -1)
    kinds = ["飲食", "宿泊", "小売", "製造", "IT", "医療", "教育"]
    words = [
        "みなと",
        "こもれび",
        "はるか",
        "北斗",
        "青葉",
        "つばさ",
        "あかり",
        "大和",
        "しらさぎ",
        "さくら",
    ]
    legal = ["株式会社", "合同会社", "有限会社"]
    tails = ["食品", "ホテル", "商事", "製作所", "システム", "クリニック", "学園"]
    kind = rng.integers(0, len(kinds), count)
    opened = np.full(count, world.start_us) + rng.integers(0, 3600 * 8, count) * MICRO
    name = join(
        take(legal, rng.integers(0, 3, count)),
        take(words, rng.integers(0, 10, count)),
        take(tails, kind),
    )
    return {
        "company_id": ids("CO-", world.numbers("company", count), 6),
        "name": name,
        "industry": take(kinds, kind),
        "employee_count": np.round(np.exp(rng.normal(4, 1.2, count))).astype(np.int64) + 1,
        "created_at": opened,
        "updated_at": opened,
        "_loaded_at": world.loaded(opened),
    }, belongs


def _overrides(
    world: World,
    rng: np.random.Generator,
    record_id: pa.Array,
    left: np.ndarray,
    right: np.ndarray,
    record_created: np.ndarray,
    family: np.ndarray,
    main: np.ndarray,
    created: np.ndarray,
) -> Frame:
    """Steward's decisions: strangers that are one person, and families that are two."""
    pair = np.flatnonzero((family >= 0) & (rng.random(len(family)) < 0.1))
    a = np.concatenate([left, main[pair]])
    b = np.concatenate([right, main[family[pair]]])
    at = np.maximum(record_created[a], record_created[b]) + rng.integers(1, 20, len(a)) * DAY
    keep = at <= world.end_us
    a, b, at = a[keep], b[keep], at[keep]
    match = (np.arange(len(keep)) < len(left))[keep]
    return {
        "override_id": ids("OVR-", world.numbers("override", len(a)), 6),
        "left_record_id": record_id.take(pa.array(a)),
        "right_record_id": record_id.take(pa.array(b)),
        "decision": take(["never_match", "always_match"], match.astype(int)),
        "decided_at": at,
        "reason": take(["同じ端末を使う家族(別人)", "電話で本人確認済み"], match.astype(int)),
        "_loaded_at": world.loaded(at),
    }


def _consents(
    world: World,
    rng: np.random.Generator,
    record_id: pa.Array,
    main: np.ndarray,
    created: np.ndarray,
) -> tuple[Frame, np.ndarray]:
    """Consent at sign-up by purpose and channel, and withdrawals later."""
    size = len(main)
    offers = [
        ("marketing", "email", 0.72),
        ("marketing", "line", 0.3),
        ("marketing", "push", 0.25),
        ("marketing", "sms", 0.06),
        ("marketing", "post", 0.2),
        ("analytics", None, 0.9),
        ("personalization", None, 0.6),
        ("third_party", None, 0.12),
    ]
    given = rng.random((size, len(offers))) < np.array([item[2] for item in offers])
    who, what = np.nonzero(given)
    left = rng.random(len(who)) < np.where(
        np.array([i[0] == "marketing" for i in offers])[what], 0.16, 0.03
    )
    at = created[who] + rng.integers(1, 90, len(who)) * MICRO
    later = at[left] + (rng.exponential(200 * 86400, left.sum())).astype(np.int64) * MICRO
    happened = later <= world.end_us
    index = np.concatenate([np.arange(len(who)), np.flatnonzero(left)[happened]])
    time = np.concatenate([np.minimum(at, world.end_us), later[happened]])
    state = np.concatenate([np.zeros(len(who), int), np.ones(happened.sum(), int)])
    # Until when each channel of marketing may be used; never where it was not granted.
    until = np.full((size, len(offers)), NULL)
    until[who, what] = np.iinfo(np.int64).max
    until[who[left][happened], what[left][happened]] = later[happened]
    return {
        "consent_event_id": ids("CNS-", world.numbers("consent", len(index)), 9),
        "customer_record_id": record_id.take(pa.array(main[who[index]])),
        "purpose": take([item[0] for item in offers], what[index]),
        "channel": take([item[1] for item in offers], what[index]),
        "state": take(["granted", "withdrawn"], state),
        "occurred_at": time,
        "_loaded_at": world.loaded(time),
    }, until[:, : len(MARKETING)]
