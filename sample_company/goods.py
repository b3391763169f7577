"""What follows an order besides money: reviews, coupons that are redeemed, stock."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_company import sayings, texts
from sample_company.catalogue import STOCKED_EVERY, Catalogue
from sample_company.people import Block
from sample_company.world import (
    DAY,
    HOUR,
    MICRO,
    Frame,
    World,
    blank,
    choose,
    ids,
    join,
    moment,
    same,
    stack,
    take,
)

if TYPE_CHECKING:  # shop calls this module
    from sample_company.shop import Orders

REVIEWED_SHARE = 0.05
REVIEW_TOPICS = {
    "quality": 45,
    "packaging": 14,
    "price": 14,
    "delivery": 14,
    "selection": 8,
    "store": 5,
}
STOCK_DAYS = 92  # the stock system went live a quarter before the data end


def reviews(world: World, block: Block, orders: "Orders") -> Frame:
    """Reviews of what was bought, stars and words, in the language of the buyer."""
    rng = world.rng(23, block.number)
    own = np.flatnonzero((orders.person >= 0) & orders.counted)
    own = own[rng.random(len(own)) < REVIEWED_SHARE]
    time = orders.time[own] + (rng.exponential(9 * 86400, len(own)) + 86400).astype(int) * MICRO
    own, time = own[time <= world.end_us], time[time <= world.end_us]
    n, person = len(own), orders.person[own]
    stars = choose(rng, n, [5, 7, 14, 34, 40]) + 1
    silent = rng.random(n) >= 0.8  # some leave it at the stars
    mood = np.digitize(stars, [3, 4]) - 1
    foreign = block.foreign[person]
    words = world.rng(72, block.number)
    topic = sayings.topics_of(words, n, REVIEW_TOPICS)
    # In the month of the late deliveries whoever is cross is so about them.
    late = world.is_late(time) & (mood < 0)
    topic = ["delivery" if late[row] else name for row, name in enumerate(topic)]
    text, unlisted = sayings.write(words, topic, mood, foreign)
    heading = 3 * foreign + mood + 1
    titles = [title for bank in texts.REVIEW_TITLES for title in bank]
    starts = np.cumsum([0, *[len(bank) for bank in texts.REVIEW_TITLES]])
    bank = np.where(unlisted, 6 + foreign, heading)
    title = take(titles, starts[bank] + words.integers(0, 1000, n) % np.diff(starts)[bank])
    review_id = ids("RV-", world.numbers("review", n), 7)
    told = np.flatnonzero(~silent)
    world.sayings.append(
        sayings.truth(
            join("commerce.reviews:", review_id.take(pa.array(told))),
            "review",
            sayings.spoken([topic[row] for row in told.tolist()], foreign[told]),
            mood[told],
            unlisted[told],
            foreign[told],
        )
    )
    return {
        "review_id": review_id,
        "product_id": orders.product.take(pa.array(own)),
        "customer_record_id": block.record_id.take(pa.array(block.main[person])),
        "rating": stars,
        "title": title,
        "text": blank(text, ~silent),
        "created_at": time,
        "_loaded_at": world.loaded(time),
    }


def redemptions(
    world: World,
    block: Block,
    orders: "Orders",
    code: pa.Array,
    campaign: pa.Array,
    no_rush: pa.Array,
) -> Frame:
    """Coupons of campaigns, and samples that patience earned: no rush now, a gift next time."""
    with_code = np.flatnonzero(pc.is_valid(code).to_numpy(zero_copy_only=False))
    person = orders.person
    later = _next_own_order(person)
    patient = np.asarray(no_rush) & (person >= 0) & orders.counted & (later >= 0)
    earned = np.flatnonzero(patient)
    earned = earned[orders.counted[later[earned]]]
    return stack(
        _redeemed(world, block, orders, with_code)
        | {
            "coupon_code": code.take(pa.array(with_code)),
            "campaign_id": campaign.take(pa.array(with_code)),
        },
        _redeemed(world, block, orders, later[earned])
        | {
            "coupon_code": same("SLOWTEA", len(earned)),
            "earned_order_id": orders.order_id.take(pa.array(earned)),
        },
    )


def _redeemed(world: World, block: Block, orders: "Orders", order: np.ndarray) -> Frame:
    time = orders.time[order]
    written = np.where(orders.person[order] >= 0, orders.record[order], -1)
    return {
        "redemption_id": ids("CR-", world.numbers("redemption", len(order)), 8),
        "customer_record_id": take(block.record_id, written),
        "order_id": orders.order_id.take(pa.array(order)),
        "redeemed_at": time,
        "_loaded_at": world.loaded(time),
    }


def _next_own_order(person: np.ndarray) -> np.ndarray:
    """Position of the same person's next order (orders stand in time), -1 without one."""
    by_person = np.argsort(person, kind="stable")
    following = np.full(len(person), -1)
    same_person = person[by_person][1:] == person[by_person][:-1]
    following[by_person[:-1][same_person]] = by_person[1:][same_person]
    return following


def shelves(world: World, cat: Catalogue) -> np.ndarray:
    """Return the pieces on hand at the close of the last STOCK_DAYS days, by stocked product.

    What sells out is filled up after a few days. Every STOCKED_EVERY-th product is stocked.
    """
    rng = world.rng(103)
    days = world.days[-STOCK_DAYS:]
    product = np.arange(0, len(cat.price), STOCKED_EVERY)
    sold = rng.poisson(rng.gamma(1.2, 2.0, len(product))[:, None], (len(product), len(days)))
    full = rng.integers(20, 90, len(product))
    on_hand = np.zeros(sold.shape, int)
    level, empty_for = full.copy(), np.zeros(len(product), int)
    for day in range(len(days)):
        level = np.maximum(level - sold[:, day], 0)
        empty_for = np.where(level == 0, empty_for + 1, 0)
        arrives = empty_for > 4
        level = np.where(arrives, full, level)
        on_hand[:, day] = level
    return on_hand


def is_sold_out(world: World, cat: Catalogue, day: np.ndarray) -> np.ndarray:
    """Return whether nothing is on hand, by day (rows) and product of the catalogue (columns)."""
    on_hand = shelves(world, cat)
    out = np.zeros((len(day), len(cat.price)), bool)
    at = day - world.days[-STOCK_DAYS:][0]
    seen = at >= 0
    out[np.ix_(seen, np.arange(0, len(cat.price), STOCKED_EVERY))] = (on_hand[:, at[seen]] == 0).T
    return out


def stock(world: World, cat: Catalogue) -> Frame:
    """Stock at the close of every day on which it was counted."""
    on_hand = shelves(world, cat)
    days = world.days[-STOCK_DAYS:]
    product = np.arange(0, len(cat.price), STOCKED_EVERY)
    night = moment(days, np.full(len(days), 22 * HOUR))
    return {
        "date": np.tile(days, len(product)),
        "product_id": cat.product_id.take(pa.array(np.repeat(product, len(days)))),
        "on_hand_quantity": on_hand.ravel() * 10_000,
        "_loaded_at": world.loaded(
            np.minimum(np.tile(night, len(product)), world.end_us - DAY // 24)
        ),
    }
