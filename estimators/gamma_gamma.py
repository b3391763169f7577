"""Gamma-Gamma: what an order of a customer is worth.

It is pulled towards the mean of all, the more so the fewer orders we have seen.

P. S. Fader, B. G. S. Hardie, The Gamma-Gamma model of monetary value, note 2013
(brucehardie.com/notes/025): equation (1a) is the likelihood, (5) the conditional expectation. A
customer is (x, m): the number of orders seen and their mean value, in any currency; both must be
positive. No penalty is added.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln

from estimators.bg_nbd import SAMPLE_ROWS, likely_steps, normal_spread
from estimators.maximum import Likelihood, curvature, maximise, weighted_sum


@dataclass(frozen=True)
class GammaGamma:
    """A fitted model: orders of a customer are Gamma(p, nu), and nu is Gamma(q, v) over customers.

    Attributes:
        p: Shape of the orders of one customer.
        q: Shape over customers.
        v: Scale over customers, in the currency.
        log_likelihood: Log-likelihood of the customers it was fitted on.

    """

    p: float
    q: float
    v: float
    log_likelihood: float = np.nan

    @property
    def population_mean(self) -> float:
        """Mean value of an order over all customers; nan where it does not exist (q <= 1)."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else np.nan

    @property
    def logs(self) -> np.ndarray:
        """Logarithms of p, q, v."""
        return np.log([self.p, self.q, self.v])


def fit_gamma_gamma(orders: np.ndarray, value: np.ndarray) -> GammaGamma:
    """Return the model of greatest likelihood.

    Args:
        orders: Number of orders of each customer, positive.
        value: Mean value of these orders, positive.

    Raises:
        ValueError: If there are fewer than two customers, a number is not positive, or all values
            are equal.

    """
    orders, value = _checked(orders, value)
    if np.ptp(value) <= 1e-9 * value.max():
        raise ValueError("Gamma-Gamma needs values that differ, all are equal")
    scale = float(np.average(value, weights=orders))
    sample, share = None, 1.0
    if len(value) > 2 * SAMPLE_ROWS:
        part = slice(None, None, len(value) // SAMPLE_ROWS)
        sample, share = likelihood(orders[part], value[part] / scale), len(value[part]) / len(value)
    starts = [(2.0, 3.0, 1.0), (6.0, 4.0, 0.5), (0.7, 2.5, 2.0)]
    parameters, found = maximise(likelihood(orders, value / scale), starts, sample, share)
    p, q, v = (float(parameter) for parameter in parameters)
    return GammaGamma(p, q, v * scale, float(found - len(value) * np.log(scale)))


def _checked(orders: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return both as sorted arrays, so that no sum depends on the order of the customers."""
    orders, value = np.asarray(orders, dtype=float), np.asarray(value, dtype=float)
    if len(orders) != len(value):
        raise ValueError("orders and value must be equally long")
    if len(orders) < 2:
        raise ValueError(
            f"Gamma-Gamma needs at least 2 customers with repeat orders, there are {len(orders)}"
        )
    if not (np.all(orders > 0) and np.all(value > 0)):
        raise ValueError("Gamma-Gamma needs positive numbers of orders and positive values")
    place = np.lexsort((value, orders))
    return orders[place], value[place]


def likelihood(orders: np.ndarray, value: np.ndarray) -> Likelihood:
    """Return the function from log(p, q, v) to (log-likelihood, gradient) of these customers."""
    counts, place = np.unique(orders, return_inverse=True)
    shared = np.bincount(place).astype(float)
    log_value, log_orders = np.log(value), np.log(counts)
    sum_log_value = log_value.sum()
    weighted_log_value = weighted_sum(orders, log_value)
    spent = orders * value
    number = float(len(value))

    def value_and_gradient(logs: np.ndarray) -> tuple[float, np.ndarray]:
        p, q, v = np.exp(logs)
        log_both = np.log(spent + v)
        by_count = gammaln(p * counts + q) - gammaln(p * counts) + p * counts * log_orders
        found = (
            weighted_sum(shared, by_count)
            + number * (q * np.log(v) - gammaln(q))
            + p * weighted_log_value
            - sum_log_value
            - weighted_sum(p * orders + q, log_both)
        )
        psi_both = digamma(p * counts + q)
        by_p = (
            weighted_sum(shared, counts * (psi_both - digamma(p * counts) + log_orders))
            + weighted_log_value
            - weighted_sum(orders, log_both)
        )
        by_q = weighted_sum(shared, psi_both) + number * (np.log(v) - digamma(q)) - log_both.sum()
        by_v = number * q / v - ((p * orders + q) / (spent + v)).sum()
        return float(found), np.array([by_p * p, by_q * q, by_v * v])

    return value_and_gradient


def parameter_draws(
    model: GammaGamma, orders: np.ndarray, value: np.ndarray, number: int, rng: np.random.Generator
) -> list[GammaGamma]:
    """Return models that these customers could have come from nearly as well.

    See bg_nbd.parameter_draws.
    """
    orders, value = _checked(orders, value)
    value_at = likelihood(orders, value)
    spread = normal_spread(-curvature(value_at, model.logs))
    steps = rng.standard_normal((number, 3)) @ spread.T
    if len(orders) <= SAMPLE_ROWS:
        steps = likely_steps(value_at, model.logs, steps, 8.13)
    return [GammaGamma(*np.exp(model.logs + step)) for step in steps]


def expected_value(model: GammaGamma, orders: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Return the expected value of a further order of each customer.

    Args:
        model: The fitted model.
        orders: Number of orders seen; 0 where there is none.
        value: Their mean value; a customer without orders, or with a value that is not positive, is
            taken for an average one.

    """
    orders, value = np.asarray(orders, dtype=float), np.asarray(value, dtype=float)
    is_known = (orders > 0) & (value > 0)
    weight = model.p * orders + model.q - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        own = model.p * (model.v + orders * value) / weight
    return np.where(is_known & (weight > 0), own, model.population_mean)
