"""What one point more on an item goes along with, as recommendation and as money.

Two regressions one after the other: the score people give on how they rate the items, and what they
buy in the year after on the score they gave. Their product says how much more is bought by people
who rate an item one point higher, as far as that goes through the score. It is an association:
neither regression knows why people rate as they do.

Source: M. E. Sobel (1982), Asymptotic confidence intervals for indirect effects in structural
equation models, Sociological Methodology 13, 290-312 (the delta method for a product of slopes).
"""

from typing import NamedTuple

import numpy as np

from estimators.effects import NORMAL
from estimators.regression import least_squares
from estimators.relative_weights import fit_drivers


class Worths(NamedTuple):
    """Of each item; NaN where the data do not tell.

    Attributes:
        derived_importance: Part of the score's variance that the item explains, 0..1.
        nps_per_point: Points of the score (0..10) per point on the item.
        nps_error: Its standard error.
        net_sales_per_nps_point: Net sales of the following year per point of the score; one number.
        net_sales_error: Its standard error.
        net_sales_per_point: Product of the two.
        ci_low: Lower end of its 95 % interval.
        ci_high: Upper end.
        response_count: Complete cases of the first regression.
        customer_count: Customers of the second.

    """

    derived_importance: np.ndarray
    nps_per_point: np.ndarray
    nps_error: np.ndarray
    net_sales_per_nps_point: np.ndarray
    net_sales_error: np.ndarray
    net_sales_per_point: np.ndarray
    ci_low: np.ndarray
    ci_high: np.ndarray
    response_count: np.ndarray
    customer_count: np.ndarray


def worth_of_drivers(
    ratings: np.ndarray, scores: np.ndarray, followed_scores: np.ndarray, net_sales: np.ndarray
) -> Worths:
    """Return what one point on each item goes along with.

    Args:
        ratings: Satisfaction with each item, complete cases x items.
        scores: Likelihood to recommend of the same responses.
        followed_scores: Likelihood to recommend of customers whose year has passed.
        net_sales: What each of them bought in it.

    Returns:
        The worths. The interval takes the two slopes for independent, although some people may
        stand in both regressions.

    """
    ratings, scores = np.asarray(ratings, dtype=float), np.asarray(scores, dtype=float)
    first = least_squares(ratings, scores)
    second = least_squares(np.asarray(followed_scores, dtype=float)[:, None], net_sales)
    drivers = fit_drivers(
        np.array([len(scores)]),
        ratings.sum(axis=0)[None],
        (ratings.T @ ratings)[None],
        np.array([scores.sum()]),
        np.array([scores @ scores]),
        (ratings.T @ scores)[None],
    )
    slope, slope_error = second.slopes[0], second.errors[0]
    product = first.slopes * slope
    reach = NORMAL * np.hypot(first.slopes * slope_error, slope * first.errors)
    return Worths(
        drivers.weights[0],
        first.slopes,
        first.errors,
        slope,
        slope_error,
        product,
        product - reach,
        product + reach,
        np.array(len(scores)),
        np.array(len(net_sales)),
    )
