"""Key driver analysis: how much of an outcome each of several correlated items explains.

Regression weights of correlated items swing with the sample and may turn negative, and correlations
alone count twice what two items share. Relative weights divide the explained variance among the
items, fairly enough to rank them, at the cost of one eigendecomposition.

Source: J. W. Johnson (2000), A heuristic method for estimating the relative weight of predictor
variables in multiple regression, Multivariate Behavioral Research 35(1), 1-19.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import betainc

SINGULAR_BELOW = 1e-9


class DriverFits(NamedTuple):
    """Fits of ``m`` data sets with ``k`` items each; NaN stands for what the data do not tell.

    Attributes:
        weights: Part of the outcome's variance that each item explains, 0..1, m x k; a row adds up
            to R².
        r_squared: Share of the outcome's variance that all items explain together, 0..1, m.
        p_values: Two-sided p-value of each item's correlation with the outcome, 0..1, m x k.
        reasons: Why a data set has no weights, m texts: ``too_few_responses``, ``no_variance``,
            ``singular``; empty where it has them.

    """

    weights: np.ndarray
    r_squared: np.ndarray
    p_values: np.ndarray
    reasons: np.ndarray


def relative_weights(correlations: np.ndarray, outcome_correlations: np.ndarray) -> np.ndarray:
    """Return Johnson's relative weights.

    The items are replaced by the orthogonal variables that lie closest to them; the outcome is
    regressed on those, and their weights are carried back to the items by their squared
    correlations with them.

    Args:
        correlations: Correlations between the items, m x k x k; their least eigenvalue is above 0.
        outcome_correlations: Correlation of each item with the outcome, m x k.

    Returns:
        Weights, m x k; the weights of one data set add up to its R².

    Raises:
        ValueError: If the shapes do not fit or a correlation matrix is singular.

    """
    correlations = np.asarray(correlations, dtype=float)
    outcome_correlations = np.asarray(outcome_correlations, dtype=float)
    if correlations.shape != (*outcome_correlations.shape, outcome_correlations.shape[-1]):
        raise ValueError(
            f"correlations of shape {correlations.shape} do not fit outcome correlations of shape "
            f"{outcome_correlations.shape}: expected m x k x k and m x k"
        )
    values, vectors = np.linalg.eigh(correlations)
    if values.size and values.min() < SINGULAR_BELOW:
        raise ValueError(
            f"a correlation matrix is singular (least eigenvalue {values.min():.3g}): "
            "one item follows from others"
        )
    transposed = np.swapaxes(vectors, -1, -2)
    loadings = (vectors * np.sqrt(values)[..., None, :]) @ transposed
    inverse = (vectors / np.sqrt(values)[..., None, :]) @ transposed
    coefficients = (inverse @ outcome_correlations[..., None])[..., 0]
    return (loadings**2 @ (coefficients**2)[..., None])[..., 0]


def correlation_p_values(correlations: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return two-sided p-values of Pearson correlations against 0.

    Where nothing correlates r² follows a beta distribution with parameters 1/2 and (n - 2)/2 (the t
    test with n - 2 degrees of freedom in other words), whose upper tail keeps its digits for strong
    correlations.

    Args:
        correlations: Any shape, -1..1; NaN is none.
        counts: Number of pairs behind each, same shape.

    Returns:
        p-values of the same shape; NaN for fewer than 3 pairs.

    """
    degrees = np.asarray(counts, dtype=float) - 2
    unexplained = np.clip(1 - np.square(correlations), 0, 1)
    is_known = (degrees > 0) & ~np.isnan(unexplained)
    degrees = np.where(is_known, degrees, 1)
    p_values = betainc(degrees / 2, 0.5, np.where(is_known, unexplained, 1))
    return np.where(is_known, p_values, np.nan)


def fit_drivers(
    counts: np.ndarray,
    sums: np.ndarray,
    products: np.ndarray,
    outcome_sums: np.ndarray,
    outcome_squares: np.ndarray,
    outcome_products: np.ndarray,
) -> DriverFits:
    """Return relative weights and significance of items from the sums of their scores.

    Sums of whole scores are exact, so that a variance of 0 is seen as such.

    Args:
        counts: Complete cases of each data set, m.
        sums: Sum of each item's scores, m x k.
        products: Sum of the products of two items' scores, m x k x k.
        outcome_sums: Sum of the outcome, m.
        outcome_squares: Sum of the squared outcome, m.
        outcome_products: Sum of item score times outcome, m x k.

    Returns:
        The fits. Weights need at least k + 2 cases, variance in the outcome and every item, and a
        correlation matrix whose least eigenvalue is at least 1e-9.

    Raises:
        ValueError: If the shapes do not fit.

    """
    counts = np.asarray(counts, dtype=float)
    sums = np.asarray(sums, dtype=float)
    set_count, item_count = sums.shape
    if np.shape(products) != (set_count, item_count, item_count) or len(counts) != set_count:
        raise ValueError(
            f"products of shape {np.shape(products)} and {len(counts)} counts "
            f"do not fit sums of shape {sums.shape}"
        )
    # n² times the covariances.
    spread = counts[:, None, None] * products - sums[:, :, None] * sums[:, None, :]
    outcome_spread = counts * outcome_squares - np.square(outcome_sums)
    shared = counts[:, None] * outcome_products - sums * np.asarray(outcome_sums)[:, None]
    own = np.diagonal(spread, axis1=1, axis2=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(np.where(own > 0, own, np.nan))
        correlations = spread / (scale[:, :, None] * scale[:, None, :])
        outcome_scale = np.sqrt(np.where(outcome_spread > 0, outcome_spread, np.nan))
        outcome_correlations = np.clip(shared / (scale * outcome_scale[:, None]), -1, 1)
    p_values = correlation_p_values(
        outcome_correlations, np.broadcast_to(counts[:, None], sums.shape)
    )

    has_variance = np.isfinite(correlations).all(axis=(1, 2)) & np.isfinite(
        outcome_correlations
    ).all(axis=1)
    has_enough = counts >= item_count + 2
    candidates = np.flatnonzero(has_variance & has_enough)
    diagonal = np.arange(item_count)
    correlations[:, diagonal, diagonal] = 1
    least = np.linalg.eigvalsh(correlations[candidates])[:, 0] if len(candidates) else np.empty(0)
    solvable = candidates[least >= SINGULAR_BELOW]

    reasons = np.full(set_count, "singular", dtype=object)
    reasons[~has_variance] = "no_variance"
    reasons[~has_enough] = "too_few_responses"
    reasons[solvable] = ""
    weights = np.full(sums.shape, np.nan)
    weights[solvable] = relative_weights(correlations[solvable], outcome_correlations[solvable])
    return DriverFits(weights, weights.sum(axis=1), p_values, reasons)
