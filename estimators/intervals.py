"""How far the margin of a customer may come out from what is expected.

A parametric bootstrap of the future. The quantiles are those of the margin that the customer will
really bring in the horizon, not of its mean: they hold the chance of having left, of ordering more
or less often, of orders of different size, and what the fit does not know about its own parameters
(drawn round the fit). Futures are simulated from the two fitted models, given that the customer is
still there; having left is a plain zero and is added exactly. As far as it is simulated, the future
depends on orders and age only, and is proportional to what was spent, so that customers with equal
orders and age share their simulated futures.

The chain (Fader, Hardie & Lee 2005, appendix; Fader & Hardie 2013): given the past and being alive,
the purchase rate is Gamma(r + x, alpha + T), the drop-out probability Beta(a, b + x); the orders to
come are the lesser of a Poisson number and a geometric one; their sum is (v + x m) times a ratio of
Gamma(p y) and Gamma(p x + q).
"""

from collections.abc import Sequence

import numpy as np

from estimators.bg_nbd import BgNbd, Pasts, probability_alive
from estimators.distinct import distinct_rows
from estimators.gamma_gamma import GammaGamma

_MAX_GROUPS = 12_000
_CHUNK = 2_000


def value_interval(
    pasts: Pasts,
    place: np.ndarray,
    value: np.ndarray,
    horizon: float,
    models: Sequence[tuple[BgNbd, GammaGamma]],
    fit: tuple[BgNbd, GammaGamma],
    share: float = 0.9,
    futures: int = 1000,
    seed: int = 20260401,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and upper end of the central interval of each customer's value.

    It is the value in the horizon, undiscounted.

    Args:
        pasts: Distinct pasts: x, t_x and T.
        place: Each customer's past among them.
        value: Mean value of each customer's x orders; not positive or nan where it says nothing.
        horizon: Time to come, in the unit of the pasts.
        models: Draws of the parameters; futures are simulated from each of them.
        fit: The fitted models themselves.
        share: Probability inside the interval.
        futures: Simulated futures per combination of orders and age, over all draws of the
            parameters.
        seed: Of the simulation; the same input gives the same ends.

    """
    value = np.asarray(value, dtype=float)
    spending = fit[1]
    # A value that tells what one is worth, or none: each past may come with both.
    tells = ((pasts.orders[place] > 0) & (value > 0)).astype(np.int64)
    kind = np.zeros((len(pasts.orders), 2), dtype=np.int64)
    kind[place, tells] = 1
    past, told = np.nonzero(kind)
    kind[past, told] = np.arange(len(past))
    orders, last, age = (
        np.asarray(column, dtype=float)[past] for column in (pasts.orders, pasts.last, pasts.age)
    )
    alive = np.mean([probability_alive(m, orders, last, age) for m, _ in models], axis=0)
    alive = np.maximum(alive, 1e-12)
    group_orders, group_seen, group_age, group = _groups(orders, orders * told, age, fit[0])
    futures_per_model = max(futures // len(models), 1)
    futures = len(models) * futures_per_model
    # The chance of zero by having left comes first; what is left of the level falls on those who
    # stay.
    levels = [(level - (1 - alive)) / alive for level in ((1 - share) / 2, (1 + share) / 2)]
    ranks = [
        np.clip(np.ceil(level * futures).astype(np.int64) - 1, 0, futures - 1) for level in levels
    ]
    multiples = [np.zeros(len(past)), np.zeros(len(past))]
    by_group = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[by_group], np.arange(0, len(group_age) + _CHUNK, _CHUNK))
    rng = np.random.default_rng(seed)
    for number, (first, end) in enumerate(zip(bounds[:-1], bounds[1:], strict=True)):
        chunk = slice(number * _CHUNK, (number + 1) * _CHUNK)
        simulated = _simulated(
            group_orders[chunk],
            group_seen[chunk],
            group_age[chunk],
            horizon,
            models,
            spending,
            futures_per_model,
            rng,
        )
        members = by_group[first:end]
        for multiple, rank in zip(multiples, ranks, strict=True):
            multiple[members] = simulated[group[members] - number * _CHUNK, rank[members]]
    kinds = kind[place, tells]
    seen = (orders * told)[kinds]
    scale = spending.v + seen * np.where(seen > 0, value, 0.0)
    low, high = (
        np.where(level > 0, multiple, 0.0)[kinds] * scale
        for level, multiple in zip(levels, multiples, strict=True)
    )
    return low, high


def _groups(
    orders: np.ndarray, seen: np.ndarray, age: np.ndarray, fit: BgNbd
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return orders, seen and age of each group, and the group of each past.

    Where there are too many combinations, ages within 2 % and order numbers within 3 % of each
    other share their futures.
    """
    groups, place, _ = distinct_rows(orders, seen > 0, age)
    if len(groups[0]) > _MAX_GROUPS:
        many = 20 * 1.03 ** np.rint(np.log(np.maximum(orders, 1) / 20) / np.log(1.03))
        coarse_orders = np.where(orders <= 20, orders, np.rint(many))
        coarse_age = (
            np.exp(np.rint(np.log(fit.alpha + age) / np.log(1.02)) * np.log(1.02)) - fit.alpha
        )
        groups, place, _ = distinct_rows(coarse_orders, seen > 0, np.maximum(coarse_age, 0.0))
    return groups[0], groups[0] * groups[1], groups[2], place


def _simulated(
    orders: np.ndarray,
    seen: np.ndarray,
    age: np.ndarray,
    horizon: float,
    models: Sequence[tuple[BgNbd, GammaGamma]],
    spending: GammaGamma,
    futures_per_model: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return for each group the sorted values of its futures.

    They are multiples of v + x m of the fit.
    """
    shape = (len(orders), futures_per_model)
    parts = []
    for purchase, spend in models:
        rate = rng.standard_gamma(np.broadcast_to((purchase.r + orders)[:, None], shape))
        number = rng.poisson(rate * (horizon / (purchase.alpha + age))[:, None])
        # Who orders once at most cannot be stopped by dropping out after an order.
        several = np.nonzero(number > 1)
        leaving = rng.beta(purchase.a, purchase.b + orders[several[0]])
        number[several] = np.minimum(number[several], rng.geometric(np.maximum(leaving, 1e-12)))
        worth = np.zeros(shape, dtype=np.float32)
        some = np.nonzero(number > 0)
        top = rng.standard_gamma(spend.p * number[some])
        bottom = rng.standard_gamma(spend.p * seen[some[0]] + spend.q)
        # v + x m of the draw by that of the fit, for a customer of average value.
        mean = spending.population_mean if spending.q > 1 else spending.p * spending.v / spending.q
        change = (spend.v + seen * mean) / (spending.v + seen * mean)
        worth[some] = top / np.maximum(bottom, 1e-300) * change[some[0]]
        parts.append(worth)
    together = np.concatenate(parts, axis=1)
    together.sort(axis=1)
    return together
