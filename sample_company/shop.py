"""Orders, lines, refunds and points; repeat buying as BG/NBD and Gamma-Gamma.

The customers' counted orders are drawn from the two models that the warehouse fits, so a
fit can be compared with the truth. Whatever would blur them (guests, cancellations, full
returns) is added as further orders that do not count towards a customer's order dates.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_company import goods
from sample_company.basket import COUPONS, basket_lines, refunds
from sample_company.catalogue import CAMPAIGN_KINDS, Catalogue
from sample_company.people import Block
from sample_company.world import (
    DAY,
    HOUR,
    JST,
    MICRO,
    NULL,
    WEEKDAYS,
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
    spread,
    stack,
    take,
)

BG_NBD = {"r": 0.9, "alpha": 12.0, "a": 0.8, "b": 3.2}  # per week
GAMMA_GAMMA = {"p": 4.0, "q": 3.6, "v": 1650.0}  # margin in JPY per order date
GUEST_SHARE = 0.11
CHANNELS = ["web", "app", "store", "phone"]
CURRENCIES = ["JPY", "USD", "EUR"]
DELIVERIES = ["standard", "express", "scheduled", "no_rush"]
PAID, CANCELLED, PENDING = 0, 1, 2


@dataclass
class Orders:
    """The orders of a block, one entry per order: person (-1 guest), time, channel, ids."""

    person: np.ndarray
    time: np.ndarray
    channel: np.ndarray
    status: np.ndarray
    order_id: pa.Array
    anonymous_id: pa.Array
    record: np.ndarray  # record position, -1 if none is written on the order
    first: np.ndarray  # the person's first order
    counted: np.ndarray
    product: pa.Array  # of the first line


def simulate_repeats(
    rng: np.random.Generator, horizon: np.ndarray, params: dict[str, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Repeat purchases after the first one, by the BG/NBD model.

    Buying rate ~ Gamma(r, alpha) a week; after every repeat purchase the customer leaves
    with a probability ~ Beta(a, b). Fader, Hardie & Lee 2005, Marketing Science 24(2).

    Args:
        rng: Source of randomness.
        horizon: Weeks from the first purchase to the end of the data, one per customer.
        params: r, alpha, a, b.

    Returns:
        Customer positions and purchase times in weeks since the first purchase.

    """
    size = len(horizon)
    rate = rng.gamma(params["r"], 1 / params["alpha"], size)
    leave = rng.beta(params["a"], params["b"], size)
    alive, now = np.arange(size), np.zeros(size)
    who, when = [], []
    while len(alive):
        now = now + rng.exponential(1, len(alive)) / np.maximum(rate[alive], 1e-12)
        inside = now <= horizon[alive]
        alive, now = alive[inside], now[inside]
        who.append(alive)
        when.append(now)
        stays = rng.random(len(alive)) >= leave[alive]
        alive, now = alive[stays], now[stays]
    return np.concatenate([np.empty(0, int), *who]), np.concatenate([np.empty(0), *when])


def _to_weekdays(world: World, rng: np.random.Generator, day: np.ndarray) -> np.ndarray:
    """Keep the weeks, with the shop's weekdays: buying rates a week stay as drawn."""
    monday = day - (day + 3) % 7
    moved = monday + choose(rng, len(day), WEEKDAYS["shop"])
    return np.where((moved > world.last_day) | (moved < world.first_day), day, moved)


def _own_dates(
    who: np.ndarray, day: np.ndarray, first_day: np.ndarray, last_day: int
) -> tuple[np.ndarray, np.ndarray]:
    """Give every order of a customer a date of its own: a second one of a day waits.

    Margins are drawn by order date, and orders that merged would be missing from the rate.
    """
    everyone = np.concatenate([np.arange(len(first_day)), who])
    dates = np.concatenate([first_day, np.maximum(day, first_day[who])])
    order = np.lexsort((np.arange(len(dates)), dates, everyone))
    everyone, dates = everyone[order], dates[order]
    _, place = spread(np.bincount(everyone, minlength=len(first_day)))
    span = 1_000_000  # more than any day number: the running maximum starts anew per customer
    level = np.maximum.accumulate(everyone * span + dates - place) - everyone * span
    dates = level + place
    keep = (place > 0) & (dates <= last_day)
    return everyone[keep], dates[keep]


def build(world: World, block: Block, cat: Catalogue) -> tuple[Orders, dict[str, Frame]]:
    """All orders of a block of people and of its guests, with the tables that follow.

    Returns:
        What other modules need of the orders, and the frames of commerce.* and of
        crm.loyalty_ledger.

    """
    rng = world.rng(2, block.number)
    buyers = np.flatnonzero(block.buyer)
    first_time = block.first_order[buyers]
    first_day = local_day(first_time)
    part = ((first_time + JST) % DAY) / DAY
    horizon = (world.last_day + 1 - first_day - part) / 7
    who, when = simulate_repeats(rng, horizon, BG_NBD)
    day = first_day[who] + np.floor(when * 7 + part[who]).astype(int)
    day = _to_weekdays(world, rng, day)
    who, day = _own_dates(who, day, first_day, world.last_day)

    scale = rng.gamma(GAMMA_GAMMA["q"], 1 / GAMMA_GAMMA["v"], len(buyers))
    guests = round((len(buyers) + len(who)) * GUEST_SHARE)
    extra = rng.integers(0, max(len(buyers), 1), round((len(buyers) + len(who)) * 0.045))
    extra_day = (
        first_day[extra]
        + 1
        + (rng.random(len(extra)) * (world.last_day - first_day[extra])).astype(int)
    )
    fits = extra_day <= world.last_day
    extra, extra_day = extra[fits], extra_day[fits]
    guest_day = world.sample_days(rng, guests, world.day_weights(season=1.7, growth=0.5))
    person = np.concatenate([buyers, buyers[who], buyers[extra], np.full(guests, -1)])
    days = np.concatenate([first_day, day, extra_day, guest_day])
    kind = np.repeat([0, 1, 2, 3], [len(buyers), len(who), len(extra), guests])
    nu = np.concatenate(
        [scale, scale[who], scale[extra], rng.gamma(GAMMA_GAMMA["q"], 1 / GAMMA_GAMMA["v"], guests)]
    )
    margin = rng.gamma(GAMMA_GAMMA["p"], 1, len(nu)) / nu
    n = len(person)
    order_channel = choose(rng, n, [56, 17, 24, 3])
    regular = (kind < 3) & (block.system[block.main[person]] == 1) & (rng.random(n) < 0.6)
    order_channel[regular] = 2
    foreign = np.where(person >= 0, block.foreign[person], rng.random(n) < 0.05)
    appless = (person < 0) | (block.by_system[person, 2] < 0)
    order_channel[(order_channel == 1) & appless] = 0
    order_channel[foreign & (order_channel > 1)] = 0
    clock = seconds(rng, n, "web")
    in_store = order_channel >= 2
    clock[in_store] = seconds(rng, int(in_store.sum()), "store")
    time = moment(days, clock)
    time[: len(buyers)] = first_time
    hour = ((first_time + JST) % DAY) // HOUR
    closed = np.flatnonzero((hour < 10) | (hour > 19))
    order_channel[closed[order_channel[closed] >= 2]] = 0
    time = np.minimum(time, world.end_us - 60 * MICRO)

    order = np.argsort(time, kind="stable")
    person, kind, margin, order_channel, foreign, time = (
        column[order] for column in (person, kind, margin, order_channel, foreign, time)
    )
    status = np.zeros(n, int)
    roll = rng.random(n)
    fate = (kind == 2).astype(int) * np.where(roll < 0.55, 1, np.where(roll < 0.68, 2, 3))
    refunded_at = time + rng.integers(3, 15, n) * DAY + rng.integers(0, 3600, n) * MICRO
    fate[(fate == 3) & (refunded_at > world.end_us)] = 1
    fate[(fate == 2) & (time < world.end_us - 5 * DAY)] = 1
    status[fate == 1] = CANCELLED
    status[fate == 2] = PENDING
    numbers = world.numbers("order", n)
    label = join(
        "A", take(_day_labels(world), local_day(time) - world.first_day), ids("-", numbers, 8)
    )
    dollars = np.where(person >= 0, person % 20 < 13, rng.random(n) < 0.65)
    abroad = np.where(foreign, np.where(dollars, 1, 2), 0)
    abroad[rng.random(n) < 0.1] = 0
    month = np.searchsorted(world.month_starts, local_day(time), side="right") - 1
    rate = np.ones(n)
    for code, name in ((1, "USD"), (2, "EUR")):
        rate = np.where(abroad == code, cat.rates[name][month], rate)

    coupon = choose(rng, n, [86, 9, 0])
    coupon[(kind == 0) & (rng.random(n) < 0.3)] = 2
    returns = (kind < 2) & (coupon == 0) & (refunded_at <= world.end_us) & (rng.random(n) < 0.04)
    till = order_channel == 2
    sold_out = goods.is_sold_out(world, cat, local_day(time))
    lines, gross, tax = basket_lines(
        rng,
        cat,
        margin,
        coupon,
        returns,
        rate,
        abroad,
        till,
        sold_out,
        wish=world.rng(132, block.number),
    )
    share = np.array([item[0] for item in COUPONS])[coupon]
    unit = np.where(abroad == 0, 10_000, 100)  # whole yen, whole cents
    discount = (np.floor(gross * share / unit) * unit).astype(np.int64)
    shipping = np.where((order_channel == 2) | (gross * rate >= 5000 * 10_000), 0, 550 * 10_000)
    shipping = np.where(foreign & (order_channel < 2), 2200 * 10_000, shipping)
    shipping = (np.round(shipping / rate / unit) * unit).astype(np.int64)
    record = np.where(person >= 0, block.record_at(person, time, 0), -1)
    for channel, system in ((1, 2), (2, 1)):
        here = (order_channel == channel) & (person >= 0)
        record[here] = block.record_at(person[here], time[here], system)
    # Some registers write only the member number, some phone orders only the e-mail.
    nameless = (
        (person >= 0)
        & (rng.random(n) < 0.08)
        & (
            ((order_channel == 2) & block.has_member[person])
            | ((order_channel == 0) & block.has_email[person])
        )
    )
    written = np.where(nameless, -1, record)
    guest_mail = join("guest", ids("", numbers, 8), "@example.com")
    mail = block.email.take(pa.array(np.maximum(person, 0)))
    on_line = (order_channel == 0) | (order_channel == 1)
    mail = blank(mail, (person >= 0) & (on_line | (rng.random(n) < 0.1)) & block.has_email[person])
    guest_mail = blank(guest_mail, (person < 0) & (order_channel != 2))
    email = pc.coalesce(mail, guest_mail)
    visitor = block.device.take(pa.array(np.maximum(person, 0)))
    mobile = block.mobile.take(pa.array(np.maximum(person, 0)))
    visitor = pc.if_else(pa.array(order_channel == 1), mobile, visitor)
    visitor = pc.if_else(pa.array(person < 0), ids("g-", numbers, 9), visitor)
    visitor = blank(visitor, on_line)
    fulfilment = np.where(order_channel == 2, 2, np.where(rng.random(n) < 0.07, 1, 0))
    transfer = (status == PAID) & (order_channel == 0) & (rng.random(n) < 0.05)
    updated = time + np.where(
        transfer | (status == CANCELLED), rng.integers(7200, 200_000, n) * MICRO, 0
    )
    late = updated > world.end_us
    status[late & transfer] = PENDING
    status[late & (status == CANCELLED)] = PENDING
    updated[late] = time[late]
    # A pending order counts nowhere; only a handful of the last two days can be one.
    has_two = updated > time
    counted = (status == PAID) & (fate != 3)
    missed = lines["missed"][counted[lines["order"]]].sum()
    world.facts["thousandths_missed_without_stock"] += int(missed)
    campaign = np.where(coupon > 0, month * len(CAMPAIGN_KINDS), -1)
    base = {
        "order_id": label,
        "customer_record_id": take(block.record_id, written),
        "member_no": blank(
            block.member_no.take(pa.array(np.maximum(person, 0))),
            (person >= 0) & (order_channel == 2) & block.has_member[person],
        ),
        "email": email,
        "anonymous_id": visitor,
        "ordered_at": time,
        "channel": take(CHANNELS, order_channel),
        "fulfilment": take(["ship", "pickup_in_store", "carried_out"], fulfilment),
        "currency": take(CURRENCIES, abroad),
        "discount_amount": np.where(coupon > 0, discount, 0),
        "shipping_amount": np.where(fulfilment == 0, shipping, 0),
        "tax_amount": np.where(foreign, 0, tax),
        "coupon_code": take([item[1] for item in COUPONS], coupon),
        "campaign_id": take(cat.campaign, campaign),
        "delivery_choice": blank(
            take(DELIVERIES, choose(world.rng(21, block.number), n, [70, 14, 10, 6])),
            on_line & (fulfilment == 0),
        ),
    }
    states = ["paid", "cancelled", "pending"]
    final = base | {
        "status": take(states, status),
        # Tills tell no time of change.
        "updated_at": np.where(till & ~has_two, NULL, updated),
        "_loaded_at": world.loaded(updated),
    }
    older = base | {
        "status": take(states, np.where(transfer, PENDING, PAID)),
        "updated_at": time,
        "_loaded_at": world.loaded(time),
    }
    at = time[lines["order"]]
    lines_frame = {
        "order_id": label.take(pa.array(lines["order"])),
        **{
            key: lines[key]
            for key in (
                "line_no",
                "quantity",
                "unit_list_price",
                "unit_price",
                "line_amount",
                "unit_cost",
            )
        },
        "product_id": cat.product_id.take(pa.array(lines["product"])),
        "_loaded_at": world.loaded(at),
    }
    head = lines["line_no"] == 1
    product = cat.product_id.take(
        pa.array(lines["product"][head][np.argsort(lines["order"][head], kind="stable")])
    )
    is_first = kind == 0
    orders = Orders(
        person, time, order_channel, status, label, visitor, record, is_first, counted, product
    )
    no_rush = pc.fill_null(pc.equal(final["delivery_choice"], "no_rush"), False)
    frames = {
        "commerce.orders": final,
        "commerce.orders+late_update": pick(older, has_two),
        "commerce.order_lines": lines_frame,
        "commerce.refunds": stack(
            refunds(
                world,
                rng,
                label,
                lines,
                returns,
                fate == 3,
                refunded_at,
                gross - np.where(coupon > 0, discount, 0),
                order_channel,
            ),
            credit_notes(world, block, orders),
        ),
        "commerce.coupon_redemptions": goods.redemptions(
            world, block, orders, final["coupon_code"], final["campaign_id"], no_rush
        ),
        "commerce.reviews": goods.reviews(world, block, orders),
        "crm.loyalty_ledger": _points(world, rng, block, orders, gross * rate, record),
    }
    return orders, frames


def credit_notes(world: World, block: Block, orders: Orders) -> Frame:
    """Money given back for no order: an apology to a customer, now and then."""
    rng = world.rng(22, block.number)
    own = np.flatnonzero((orders.person >= 0) & orders.counted)
    own = own[rng.random(len(own)) < 0.006]
    time = orders.time[own] + rng.integers(2, 40, len(own)) * DAY
    own, time = own[time <= world.end_us], time[time <= world.end_us]
    n = len(own)
    return {
        "refund_id": ids("CN-", world.numbers("credit_note", n), 8),
        "amount": rng.integers(2, 15, n) * 100 * 10_000,
        "customer_record_id": block.record_id.take(pa.array(block.main[orders.person[own]])),
        "currency": same("JPY", n),
        "channel": take(["phone", "web"], rng.integers(0, 2, n)),
        "reason": same("お詫び", n),
        "refunded_at": time,
        "_loaded_at": world.loaded(time),
    }


def _day_labels(world: World) -> list[str]:
    return [text[2:].replace("-", "") for text in world.days.astype("datetime64[D]").astype(str)]


def _points(
    world: World,
    rng: np.random.Generator,
    block: Block,
    orders: Orders,
    value: np.ndarray,
    record: np.ndarray,
) -> Frame:
    """One point per 100 yen for members, spent, expired and put right now and then."""
    earn = np.flatnonzero((orders.person >= 0) & orders.counted & block.has_member[orders.person])
    points = (value[earn] / 10_000 / 100).astype(np.int64) + 1
    used = rng.random(len(earn)) < 0.15
    lost = rng.random(len(earn)) < 0.05
    fixed = rng.random(len(earn)) < 0.01
    index = np.concatenate([earn, earn[used], earn[lost], earn[fixed]])
    kind = np.repeat([0, 1, 2, 3], [len(earn), used.sum(), lost.sum(), fixed.sum()])
    amount = np.concatenate(
        [points, -(points[used] // 2 + 1), -(points[lost] // 3 + 1), points[fixed] * 0 + 50]
    )
    time = orders.time[index] + np.array([DAY, 2 * DAY, 300 * DAY, 20 * DAY])[kind]
    keep = time <= world.end_us
    index, kind, amount, time = index[keep], kind[keep], amount[keep], time[keep]
    return {
        "entry_id": ids("PT-", world.numbers("points", len(index)), 9),
        "member_no": block.member_no.take(pa.array(orders.person[index])),
        "entry_type": take(["earn", "redeem", "expire", "adjust"], kind),
        "points": amount,
        "occurred_at": time,
        "order_id": blank(orders.order_id.take(pa.array(index)), kind == 0),
        "_loaded_at": world.loaded(time),
    }
