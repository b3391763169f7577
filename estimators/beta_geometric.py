"""Shifted beta-geometric: how retention under contracts goes on after the periods that were seen.

P. S. Fader, B. G. S. Hardie, How to project customer retention, J. Interactive Marketing 21(1),
2007: each customer leaves at every renewal with a probability of their own, and these probabilities
are Beta(gamma, delta) over customers.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma

from estimators.maximum import maximise, weighted_sum


@dataclass(frozen=True)
class BetaGeometric:
    """A fitted model.

    Attributes:
        gamma: First shape of the probability of leaving.
        delta: Second shape.
        log_likelihood: Log-likelihood of the customers it was fitted on.

    """

    gamma: float
    delta: float
    log_likelihood: float = np.nan


def fit_beta_geometric(survivors: np.ndarray) -> BetaGeometric:
    """Return the model of greatest likelihood.

    Args:
        survivors: Customers of one cohort at the start of each period, the first entry being the
            whole cohort; at least two periods, never rising.

    Raises:
        ValueError: If the numbers rise, are negative, or nobody ever left.

    """
    survivors = np.asarray(survivors, dtype=float)
    if survivors.ndim != 1 or len(survivors) < 2:
        raise ValueError("a retention table needs at least two periods")
    if np.any(survivors < 0) or np.any(np.diff(survivors) > 0):
        raise ValueError("survivors are never negative and never rise")
    lost = -np.diff(survivors)
    if lost.sum() == 0:
        raise ValueError("nobody left: there is nothing to fit")
    if survivors[-1] == 0 and len(survivors) == 2:
        raise ValueError("everybody left in the first period: any rate above it fits as well")
    left = np.arange(1, len(survivors), dtype=float)
    end = left[-1]

    def value_and_gradient(logs: np.ndarray) -> tuple[float, np.ndarray]:
        gamma, delta = np.exp(logs)
        base = betaln(gamma, delta)
        value = weighted_sum(lost, betaln(gamma + 1, delta + left - 1) - base) + survivors[-1] * (
            betaln(gamma, delta + end) - base
        )
        both, both_left, both_end = (
            digamma(gamma + delta),
            digamma(gamma + delta + left),
            digamma(gamma + delta + end),
        )
        by_gamma = weighted_sum(
            lost, digamma(gamma + 1) - both_left - digamma(gamma) + both
        ) + survivors[-1] * (both - both_end)
        by_delta = weighted_sum(
            lost, digamma(delta + left - 1) - both_left - digamma(delta) + both
        ) + survivors[-1] * (digamma(delta + end) - both_end - digamma(delta) + both)
        return float(value), np.array([by_gamma * gamma, by_delta * delta])

    parameters, value = maximise(value_and_gradient, [(1.0, 1.0), (0.5, 4.0), (5.0, 20.0)])
    return BetaGeometric(float(parameters[0]), float(parameters[1]), float(value))


def survival(model: BetaGeometric, periods: np.ndarray) -> np.ndarray:
    """Return the share of a cohort that is still there after so many periods."""
    periods = np.asarray(periods, dtype=float)
    return np.exp(betaln(model.gamma, model.delta + periods) - betaln(model.gamma, model.delta))


def retention(model: BetaGeometric, periods: np.ndarray) -> np.ndarray:
    """Return the share of those still there that stays through the given period.

    Period 1 is the first renewal.
    """
    periods = np.asarray(periods, dtype=float)
    return (model.delta + periods - 1) / (model.gamma + model.delta + periods - 1)
