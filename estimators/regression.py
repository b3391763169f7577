"""Least squares with standard errors that hold where spread differs from case to case.

Sources:
    H. White (1980), A heteroskedasticity-consistent covariance matrix estimator and a direct test
    for heteroskedasticity, Econometrica 48(4), 817-838.
    J. G. MacKinnon, H. White (1985), Some heteroskedasticity-consistent covariance matrix
    estimators with improved finite sample properties, Journal of Econometrics 29(3), 305-325 (HC1).
"""

from typing import NamedTuple

import numpy as np

SINGULAR_BELOW = 1e-9


class Fit(NamedTuple):
    """Slopes of a regression with a constant; NaN where the data do not tell.

    Attributes:
        slopes: One per variable.
        errors: Their standard errors (HC1).

    """

    slopes: np.ndarray
    errors: np.ndarray


def least_squares(x: np.ndarray, y: np.ndarray) -> Fit:
    """Return the slopes of y on the columns of x, with a constant.

    Args:
        x: Variables, n x k.
        y: Outcome, n.

    Returns:
        The fit. It needs at least k + 2 cases, variance in every variable, and variables of which
        none follows from the others.

    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    count, variables = x.shape
    unknown = Fit(np.full(variables, np.nan), np.full(variables, np.nan))
    if count < variables + 2:
        return unknown
    # Sorted and summed up by equal cases, no order of rows moves the last digit.
    cases, number = np.unique(np.column_stack([x, y]), axis=0, return_counts=True)
    x, y = cases[:, :-1], cases[:, -1]
    centred = x - number @ x / count
    spread = centred.T @ (centred * number[:, None])
    scale = np.sqrt(np.diag(spread))
    if not (scale > 0).all():
        return unknown
    correlations = spread / np.outer(scale, scale)
    if np.linalg.eigvalsh(correlations)[0] < SINGULAR_BELOW:
        return unknown
    outcome = y - number @ y / count
    inverse = np.linalg.inv(correlations) / np.outer(scale, scale)
    slopes = inverse @ (centred.T @ (outcome * number))
    rest = outcome - centred @ slopes
    meat = centred.T @ (centred * (number * rest**2)[:, None])
    covariance = inverse @ meat @ inverse * (count / (count - variables - 1))
    return Fit(slopes, np.sqrt(np.maximum(np.diag(covariance), 0)))
