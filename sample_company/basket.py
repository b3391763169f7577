"""What is in an order: baskets that meet a drawn margin, and what goes back."""

import numpy as np
import pyarrow as pa

from sample_company.catalogue import Catalogue
from sample_company.world import (
    NULL,
    Frame,
    World,
    choose,
    ids,
    take,
)

PAIRED_SHARE = 0.15  # of the baskets with room for a pair and something else
LEFT_BESIDES = 300  # JPY of margin that must remain for what is bought besides
COUPONS = [(0.0, None), (0.05, "SEASON5"), (0.10, "WELCOME10")]


def basket_lines(
    rng: np.random.Generator,
    cat: Catalogue,
    margin: np.ndarray,
    coupon: np.ndarray,
    returns: np.ndarray,
    rate: np.ndarray,
    abroad: np.ndarray,
    till: np.ndarray,
    sold_out: np.ndarray,
    wish: np.random.Generator,
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Baskets whose margin after the coupon comes as near to the drawn margin as prices allow.

    Who finds nothing on the shelf (sold_out: order by product) takes what is nearest to it. Some
    begin with two products that are bought together (drawn by wish, a stream of its own).
    """
    n = len(margin)
    size = choose(rng, n, [42, 30, 18, 10]) + 1
    size[margin < 600] = 1
    cuts = rng.dirichlet(np.ones(4) * 3, n)
    cuts = np.where(np.arange(4) < size[:, None], cuts, 0)
    cuts /= cuts.sum(axis=1, keepdims=True)
    tables = []
    for share, _ in COUPONS:
        net = cat.price * (1 - share) - cat.cost
        order = np.argsort(net, kind="stable")
        tables.append((order, net[order]))
    shares = np.array([share for share, _ in COUPONS])[coupon]
    pair = _pairs_wished(wish, cat, margin, shares, cuts, size)
    left = margin.copy()
    parts = []
    for place in range(4):
        here = np.flatnonzero(size > place)
        last = size[here] == place + 1
        goal = np.where(last, left[here], margin[here] * cuts[here, place])
        goal = np.maximum(goal, 1.0)
        quantity = choose(rng, len(here), [72, 19, 9]) + 1
        quantity[goal / quantity < 250] = 1
        jitter = np.where(last, 0, rng.integers(-8, 9, len(here)))
        product, wanted = np.zeros(len(here), int), np.zeros(len(here), int)
        for code, (order, net) in enumerate(tables):
            mine = np.flatnonzero(coupon[here] == code)
            many = np.maximum(quantity[mine], np.ceil(goal[mine] / net[-1]).astype(int))
            quantity[mine] = many
            spot = np.searchsorted(net, goal[mine] / many)
            spot = np.clip(spot, 1, len(net) - 1)
            lower = goal[mine] / many - net[spot - 1] < net[spot] - goal[mine] / many
            spot = np.clip(spot - lower + jitter[mine], 0, len(net) - 1)
            wanted[mine] = order[spot]
            product[mine] = _on_the_shelf(order, spot, sold_out[here[mine]])
        if place < 2:
            paired = np.flatnonzero(pair[here] >= 0)
            product[paired] = wanted[paired] = cat.pairs[pair[here[paired]], place]
            quantity[paired] = 1
        share = shares[here]
        left[here] -= quantity * (cat.price[product] * (1 - share) - cat.cost[product])
        parts.append((here, np.full(len(here), place + 1), product, quantity, wanted))
    # What goes back is bought besides, so that the margin after the return is the drawn one.
    here = np.flatnonzero(returns)
    wanted = rng.integers(0, len(cat.price), len(here))
    product = _on_the_shelf(np.arange(len(cat.price)), wanted, sold_out[here])
    parts.append((here, size[here] + 1, product, np.ones(len(here), int), wanted))
    owner, line, product, quantity, wanted = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    order = np.lexsort((line, owner))
    owner, line, product, quantity, wanted = (
        column[order] for column in (owner, line, product, quantity, wanted)
    )
    unit = np.where(abroad[owner] == 0, 10_000, 100)
    price = (np.round(cat.price[product] * 10_000 / rate[owner] / unit) * unit).astype(np.int64)
    cost = np.round(cat.cost[product] * 10_000 / rate[owner]).astype(np.int64)
    # Tills send what a line came to, and weigh tea and coffee: quantity and prices are by the kilo.
    at_till = till[owner]
    kilos = np.where(at_till & (cat.grams[product] > 0), cat.grams[product], 1000)
    amount = quantity * price
    # Now and then something is on sale; the list price stays what it was.
    on_sale = (product * 7 + owner) % 8 == 0
    listed = np.where(on_sale, price * 5 // 4, price)
    total = np.bincount(owner, weights=amount, minlength=n)
    duty = np.where(cat.category[product] == 4, 0.10, 0.08)  # food is taxed less
    tax = np.bincount(owner, weights=amount * duty, minlength=n)
    tax = (np.floor(tax / 10_000) * 10_000).astype(np.int64)
    return (
        {
            "order": owner,
            "line_no": line,
            "product": product,
            "quantity": quantity * kilos * 10,
            "unit_list_price": listed * 1000 // kilos,
            "unit_price": np.where(at_till, NULL, price),
            "line_amount": np.where(at_till, amount, NULL),
            "unit_cost": cost * 1000 // kilos,
            "amount": amount,
            "is_returned": returns[owner] & (line == size[owner] + 1),
            # What would have been sold of another product, had it been there; in its own measure.
            "missed": np.where(
                wanted != product,
                quantity * np.where(at_till & (cat.grams[wanted] > 0), cat.grams[wanted], 1000),
                0,
            ),
        },
        np.round(total).astype(np.int64),
        tax,
    )


def _pairs_wished(
    wish: np.random.Generator,
    cat: Catalogue,
    margin: np.ndarray,
    share: np.ndarray,
    cuts: np.ndarray,
    size: np.ndarray,
) -> np.ndarray:
    """Return the pair that each basket begins with, -1 where there is none.

    Only where a third product is bought besides, and its share of the margin and that of the pair
    are enough for the pair: so margins stay as drawn.
    """
    n = len(margin)
    pair = wish.integers(0, len(cat.pairs), n)
    is_wished = wish.random(n) < PAIRED_SHARE
    net = sum(cat.price[product] * (1 - share) - cat.cost[product] for product in cat.pairs[pair].T)
    between = np.where(size == 4, cuts[:, 2], 0)
    fits = (size > 2) & (margin * (1 - between) > net + LEFT_BESIDES)
    return np.where(is_wished & fits, pair, -1)


def _on_the_shelf(order: np.ndarray, spot: np.ndarray, sold_out: np.ndarray) -> np.ndarray:
    """Return the products at the places of an order, or the nearest ones that are there."""
    row = np.arange(len(spot))
    found = order[spot]
    for step in (1, -1, 2, -2, 3, -3, 4, -4):
        other = order[np.clip(spot + step, 0, len(order) - 1)]
        found = np.where(sold_out[row, found] & ~sold_out[row, other], other, found)
    return found


def refunds(
    world: World,
    rng: np.random.Generator,
    label: pa.Array,
    lines: dict[str, np.ndarray],
    returns: np.ndarray,
    whole: np.ndarray,
    refunded_at: np.ndarray,
    net: np.ndarray,
    channel: np.ndarray,
) -> Frame:
    """Make the refunds: lines that go back, and whole orders that do."""
    back = np.flatnonzero(lines["is_returned"])
    whole = np.flatnonzero(whole)
    owner = np.concatenate([lines["order"][back], whole])
    n, empty = len(owner), np.full(len(whole), NULL)
    reasons = ["サイズ・イメージ違い", "破損・不良", "贈り先の都合", "配送の遅れ"]
    return {
        "refund_id": ids("RF-", world.numbers("refund", n), 8),
        "order_id": label.take(pa.array(owner)),
        "line_no": np.concatenate([lines["line_no"][back], empty]),
        "amount": np.concatenate([lines["amount"][back], net[whole]]),
        "quantity": np.concatenate([lines["quantity"][back], empty]),
        "channel": take(["web", "app", "store", "phone"], channel[owner]),
        "reason": take(reasons, choose(rng, n, [40, 30, 20, 10])),
        "refunded_at": refunded_at[owner],
        "_loaded_at": world.loaded(refunded_at[owner]),
    }
