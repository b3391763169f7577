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


def fit_beta_geometric(
    left_in: np.ndarray, leavers: np.ndarray, stayed_for: np.ndarray, stayers: np.ndarray
) -> BetaGeometric:
    """Return the model of greatest likelihood.

    Where all data say the same, such as everybody leaving in their first period, it lies at a bound
    of the search.

    Args:
        left_in: Periods in which customers left, counted from 1.
        leavers: How many left in each of them.
        stayed_for: Whole periods after which others were still there.
        stayers: How many of them.

    Raises:
        ValueError: If nobody ever left, or somebody left before the first period.

    """
    left_in, leavers, stayed_for, stayers = (
        np.asarray(v, dtype=float) for v in (left_in, leavers, stayed_for, stayers)
    )
    if np.any(left_in < 1) or np.any(stayed_for < 0):
        raise ValueError("nobody leaves before the first period")
    if leavers.sum() == 0:
        raise ValueError("nobody left: there is nothing to fit")

    def value_and_gradient(logs: np.ndarray) -> tuple[float, np.ndarray]:
        gamma, delta = np.exp(logs)
        base = betaln(gamma, delta)
        value = weighted_sum(leavers, betaln(gamma + 1, delta + left_in - 1) - base)
        value += weighted_sum(stayers, betaln(gamma, delta + stayed_for) - base)
        both = digamma(gamma + delta)
        both_left, both_stayed = (
            digamma(gamma + delta + left_in),
            digamma(gamma + delta + stayed_for),
        )
        by_gamma = weighted_sum(leavers, digamma(gamma + 1) - both_left - digamma(gamma) + both)
        by_gamma += weighted_sum(stayers, both - both_stayed)
        by_delta = weighted_sum(
            leavers, digamma(delta + left_in - 1) - both_left - digamma(delta) + both
        )
        by_delta += weighted_sum(
            stayers, digamma(delta + stayed_for) - both_stayed - digamma(delta) + both
        )
        return value, np.array([by_gamma * gamma, by_delta * delta])

    parameters, value = maximise(value_and_gradient, [(1.0, 1.0), (0.5, 4.0), (5.0, 20.0)])
    return BetaGeometric(float(parameters[0]), float(parameters[1]), float(value))


def survival_from(model: BetaGeometric, periods: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """Return the share of those still there after so many periods that stays for more of them."""
    periods, ahead = np.asarray(periods, dtype=float), np.asarray(ahead, dtype=float)
    later = betaln(model.gamma, model.delta + periods + ahead)
    return np.exp(later - betaln(model.gamma, model.delta + periods))
