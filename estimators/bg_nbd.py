"""BG/NBD: how often customers with no contract will buy again, and if they are still customers.

P. S. Fader, B. G. S. Hardie, K. L. Lee, "Counting your customers" the easy way: an alternative to
the Pareto/NBD model, Marketing Science 24(2), 2005. Equation (6) is the likelihood; equation (10)
the expected orders of a customer with a given past; the gradient and the curvature follow from (6).
No penalty is added to the likelihood.

A customer's past is (x, t_x, T): orders after the first one, time from the first to the last order,
time from the first order to now; times in any one unit (weeks in the warehouse). Fits take distinct
pasts with the number of customers that share them, so that a million customers are a few hundred
thousand rows.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma, gammaln, hyp2f1

from estimators.maximum import Likelihood, curvature, maximise, weighted_sum

SAMPLE_ROWS = 20_000
_NEAR_ONE = 1e-5


@dataclass(frozen=True)
class Pasts:
    """Distinct pasts and how many customers share each; all arrays of one length.

    Attributes:
        orders: x, orders after the first one.
        last: t_x, time from the first to the last order.
        age: T, time from the first order to now.
        customers: Number of customers with this past.

    """

    orders: np.ndarray
    last: np.ndarray
    age: np.ndarray
    customers: np.ndarray

    def __post_init__(self) -> None:
        """Check the values.

        Raises:
            ValueError: If lengths differ or a past is impossible.

        """
        for name in ("orders", "last", "age", "customers"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=float))
        if len({len(v) for v in (self.orders, self.last, self.age, self.customers)}) > 1:
            raise ValueError("orders, last, age and customers must be equally long")
        if not np.all((self.orders >= 0) & (self.last >= 0) & (self.age >= self.last)):
            raise ValueError("a past needs orders >= 0 and 0 <= last <= age")
        if np.any((self.orders > 0) & (self.last <= 0)) or np.any(
            (self.orders == 0) & (self.last > 0)
        ):
            raise ValueError("last is 0 exactly where there are no orders after the first")
        if np.any(self.customers < 0):
            raise ValueError("a number of customers is negative")


@dataclass(frozen=True)
class BgNbd:
    """A fitted model: purchase rates are Gamma(r, alpha), drop-out after an order is Beta(a, b).

    Attributes:
        r: Shape of the purchase rates.
        alpha: Rate of the purchase rates, in the unit of time of the fit.
        a: First shape of the drop-out probability.
        b: Second shape of the drop-out probability.
        log_likelihood: Log-likelihood of the pasts it was fitted on.

    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = np.nan

    @property
    def logs(self) -> np.ndarray:
        """Logarithms of r, alpha, a, b."""
        return np.log([self.r, self.alpha, self.a, self.b])


def fit_bg_nbd(pasts: Pasts) -> BgNbd:
    """Return the model of greatest likelihood.

    Raises:
        ValueError: If there are fewer than two customers, or none of them bought again.

    """
    count, repeaters = pasts.customers.sum(), pasts.customers[pasts.orders > 0].sum()
    if count < 2:
        raise ValueError(f"BG/NBD needs at least 2 customers, there are {count:.0f}")
    if repeaters == 0:
        raise ValueError("BG/NBD needs customers who bought again, there are none")
    order = np.lexsort((pasts.age, pasts.last, pasts.orders))
    pasts = Pasts(*(getattr(pasts, name)[order] for name in ("orders", "last", "age", "customers")))
    mean_age = np.average(pasts.age, weights=pasts.customers)
    starts = [
        (0.5, mean_age / 2, 0.5, 2.0),
        (1.0, mean_age, 1.0, 10.0),
        (0.2, mean_age / 8, 2.0, 2.0),
    ]
    sample, share = None, 1.0
    if len(pasts.orders) > 2 * SAMPLE_ROWS:
        # Every n-th past: sorted as they are, pasts of all kinds are among them.
        part = slice(None, None, len(pasts.orders) // SAMPLE_ROWS)
        some = Pasts(pasts.orders[part], pasts.last[part], pasts.age[part], pasts.customers[part])
        sample, share = likelihood(some), some.customers.sum() / count
    parameters, value = maximise(likelihood(pasts), starts, sample, share)
    return BgNbd(*(float(p) for p in parameters), log_likelihood=float(value))


def likelihood(pasts: Pasts) -> Likelihood:
    """Return the function from log(r, alpha, a, b) to (log-likelihood, gradient) of these pasts."""
    x, weight = pasts.orders, pasts.customers
    counts, place = np.unique(x, return_inverse=True)
    shared = np.bincount(place, weights=weight)
    again = np.flatnonzero(x > 0)
    x1, last1, weight1, place1 = x[again], pasts.last[again], weight[again], place[again]
    total = weight.sum()

    def value_and_gradient(logs: np.ndarray) -> tuple[float, np.ndarray]:
        r, alpha, a, b = np.exp(logs)
        drop = np.log(a) - np.log(np.where(counts > 0, b + counts - 1, 1.0))
        log_age = np.log(alpha + pasts.age)
        log_gain = log_age[again] - np.log(alpha + last1)
        odds = drop[place1] + (r + x1) * log_gain  # of having dropped out after the last order
        gone = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
        by_count = (
            gammaln(r + counts)
            - gammaln(r)
            + r * np.log(alpha)
            + betaln(a, b + counts)
            - betaln(a, b)
        )
        value = (
            weighted_sum(shared, by_count)
            - weighted_sum(weight, (r + x) * log_age)
            + weighted_sum(weight1, np.logaddexp(0, odds))
        )
        weighted_gone = weight1 * gone
        gone_by_count = np.bincount(place1, weights=weighted_gone, minlength=len(counts))
        by_r = (
            weighted_sum(shared, digamma(r + counts) - digamma(r) + np.log(alpha))
            - weighted_sum(weight, log_age)
            + weighted_sum(weighted_gone, log_gain)
        )
        inverse_age = 1 / (alpha + pasts.age)
        by_alpha = (
            total * r / alpha
            - weighted_sum(weight, (r + x) * inverse_age)
            + weighted_sum(weighted_gone, (r + x1) * (inverse_age[again] - 1 / (alpha + last1)))
        )
        together = digamma(a + b) - digamma(a + b + counts)
        by_a = weighted_sum(shared, together) + gone_by_count.sum() / a
        repeated = counts > 0
        by_b = (
            weighted_sum(shared, together + digamma(b + counts) - digamma(b))
            - (gone_by_count[repeated] / (b + counts[repeated] - 1)).sum()
        )
        return float(value), np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])

    return value_and_gradient


def parameter_draws(
    model: BgNbd, pasts: Pasts, number: int, rng: np.random.Generator
) -> list[BgNbd]:
    """Return models that the pasts could have come from nearly as well.

    Normal draws of the logarithms round the fit, with the inverse of the curvature as covariance.
    Few customers may bend the likelihood away from it: a draw that is less likely than 999 in 1,000
    of them would be is pulled halfway back until it is not.
    """
    value_at = likelihood(pasts)
    spread = normal_spread(-curvature(value_at, model.logs))
    steps = rng.standard_normal((number, 4)) @ spread.T
    if len(pasts.orders) <= SAMPLE_ROWS:
        steps = likely_steps(value_at, model.logs, steps, 9.23)
    return [BgNbd(*np.exp(model.logs + step)) for step in steps]


def likely_steps(
    value_at: Likelihood, point: np.ndarray, steps: np.ndarray, loss: float
) -> np.ndarray:
    """Return the steps, each halved until it costs no more than ``loss`` of the log-likelihood."""
    lowest = value_at(point)[0] - loss  # half the 0.999 quantile of chi-squared
    kept = []
    for step in steps:
        for _ in range(12):
            if value_at(point + step)[0] >= lowest:
                break
            step = step / 2
        kept.append(step)
    return np.array(kept)


def normal_spread(information: np.ndarray) -> np.ndarray:
    """Return S with S S' = the inverse of an information matrix.

    Flat directions are kept within one unit.
    """
    values, vectors = np.linalg.eigh(information)
    return vectors * (1 / np.sqrt(np.maximum(values, 1.0)))


def probability_alive(
    model: BgNbd, orders: np.ndarray, last: np.ndarray, age: np.ndarray
) -> np.ndarray:
    """Return the probability that customers with these pasts have not dropped out.

    It is 1 without a second order.
    """
    orders, last, age = (np.asarray(v, dtype=float) for v in (orders, last, age))
    again = orders > 0
    base = np.where(again, model.b + orders - 1, 1.0)
    odds = np.log(model.a / base) + (model.r + orders) * (
        np.log(model.alpha + age) - np.log(model.alpha + last)
    )
    return np.where(again, 1 / (1 + np.exp(np.clip(odds, -700, 700))), 1.0)


def expected_orders_if_alive(
    model: BgNbd, orders: np.ndarray, age: np.ndarray, horizon: np.ndarray
) -> np.ndarray:
    """Return the expected orders in ``horizon`` to come of customers who have not dropped out yet.

    Equation (10) without its denominator, after Euler's transformation of the hypergeometric
    function: (1-z)^(r+x) F(r+x, b+x; c; z) = (1-z)^(a-1) F(c-r-x, c-b-x; c; z), c = a+b+x-1, which
    overflows nowhere.

    Args:
        model: The fitted model.
        orders: x of each customer.
        age: T of each customer.
        horizon: Time to come; broadcast against the others.

    """
    orders, age, horizon = np.broadcast_arrays(
        *(np.asarray(v, dtype=float) for v in (orders, age, horizon))
    )
    if abs(model.a - 1) < _NEAR_ONE:
        # 0 / 0 at a = 1; the mean of two neighbours is off by the square of their distance only.
        near = [BgNbd(model.r, model.alpha, 1 + side * 2 * _NEAR_ONE, model.b) for side in (-1, 1)]
        return sum(expected_orders_if_alive(m, orders, age, horizon) for m in near) / 2
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    share = horizon / (alpha + age + horizon)
    c = a + b + orders - 1
    with np.errstate(all="ignore"):
        inner = np.exp((a - 1) * np.log1p(-share)) * hyp2f1(a - 1, a + b - 1 - r, c, share)
        found = c / (a - 1) * (1 - inner)
    ceiling = (r + orders) / (alpha + age) * horizon  # the orders of somebody who never drops out
    doubtful = (
        ~np.isfinite(found) | (found < 0) | (found > ceiling * (1 + 1e-9)) | (np.abs(c) < 1e-6)
    )
    if doubtful.any():
        found[doubtful] = _summed_orders(model, orders[doubtful], age[doubtful], horizon[doubtful])
    return found


def expected_orders(
    model: BgNbd, orders: np.ndarray, last: np.ndarray, age: np.ndarray, horizon: np.ndarray
) -> np.ndarray:
    """Return the expected orders in ``horizon`` to come, equation (10).

    Arguments as in the parts.
    """
    alive = probability_alive(model, orders, last, age)
    return alive * expected_orders_if_alive(model, orders, age, horizon)


def _summed_orders(
    model: BgNbd, orders: np.ndarray, age: np.ndarray, horizon: np.ndarray
) -> np.ndarray:
    """Return the same as a sum of P(at least y orders), y = 1, 2, and so on.

    It is slow, but safe for any parameters.
    P(at least y) = P(negative binomial >= y) * P(no drop-out in y - 1 orders).
    """
    share = horizon / (model.alpha + age + horizon)
    shape = model.r + orders
    log_mass = shape * np.log1p(-share)  # of y = 0
    above = -np.expm1(log_mass)
    staying = np.ones_like(above)
    total = np.zeros_like(above)
    for y in range(1, 100_000):
        added = above * staying
        total += added
        if np.all(added <= 1e-12 * (total + 1e-300)):
            break
        log_mass = log_mass + np.log(share) + np.log((shape + y - 1) / y)
        above = np.maximum(above - np.exp(log_mass), 0.0)
        staying = staying * (model.b + orders + y - 1) / (model.a + model.b + orders + y - 1)
    return total
