"""Customer value from purchase histories and from subscriptions.

Fits BG/NBD, Gamma-Gamma and the shifted beta-geometric, tests them, and scores every customer. The
one place that says in which order the estimators are called and in which units: days come in, the
models of orders think in weeks (days / 7), horizons are months of 365.25 / 12 days; subscriptions
are counted in calendar months. Arrays in, arrays out: any engine can feed it.
"""

from dataclasses import dataclass

import numpy as np

from estimators import beta_geometric, bg_nbd, gamma_gamma
from estimators.distinct import distinct_rows
from estimators.intervals import value_interval

DAYS_PER_WEEK = 7
WEEKS_PER_MONTH = 365.25 / 12 / DAYS_PER_WEEK
MIN_CUSTOMERS = 10
MIN_REPEATERS = 2
MIN_SUBSCRIBERS = 10
MIN_LEAVERS = 2
_PARAMETER_DRAWS = 50
_PARAMETER_DRAWS_OF_MANY = 10
_SEED = 20260401


@dataclass(frozen=True)
class Figure:
    """One row of the table of fits.

    A parameter or a score, and the number of customers behind it.
    """

    model: str
    name: str
    value: float
    customer_count: int


def fit_purchases(
    orders: np.ndarray, last_days: np.ndarray, age_days: np.ndarray, customers: np.ndarray
) -> list[Figure]:
    """Return r, alpha, a, b and the log-likelihood of BG/NBD.

    Nothing is returned where there are too few customers or repeaters.
    """
    model = _purchase_model(orders, last_days, age_days, customers)
    if model is None:
        return []
    count = int(np.sum(customers))
    names = ("r", "alpha", "a", "b", "log_likelihood")
    return [Figure("bg_nbd", name, getattr(model, name), count) for name in names]


def fit_spending(orders: np.ndarray, margin: np.ndarray) -> list[Figure]:
    """Return p, q, v and the log-likelihood of Gamma-Gamma.

    Nothing is returned where no two repeaters differ in a positive margin.

    Args:
        orders: Repeat orders of each customer.
        margin: Mean margin of these orders.

    """
    orders, margin = np.asarray(orders, dtype=float), np.asarray(margin, dtype=float)
    is_known = (orders > 0) & (margin > 0)
    try:
        model = gamma_gamma.fit_gamma_gamma(orders[is_known], margin[is_known])
    except ValueError:
        return []
    names = ("p", "q", "v", "log_likelihood")
    return [
        Figure("gamma_gamma", name, getattr(model, name), int(is_known.sum())) for name in names
    ]


def fit_terms(
    left_in: np.ndarray, leavers: np.ndarray, stayed_for: np.ndarray, stayers: np.ndarray
) -> list[Figure]:
    """Return gamma, delta and the log-likelihood of the shifted beta-geometric.

    Nothing is returned where there are too few subscribers or leavers.

    Args:
        left_in: Months, counted from 1, in which first spells ended.
        leavers: How many ended in each of them.
        stayed_for: Whole months that first spells have lasted which still run.
        stayers: How many have lasted each of them.

    """
    count = int(np.sum(leavers) + np.sum(stayers))
    if count < MIN_SUBSCRIBERS or np.sum(leavers) < MIN_LEAVERS:
        return []
    model = beta_geometric.fit_beta_geometric(left_in, leavers, stayed_for, stayers)
    names = ("gamma", "delta", "log_likelihood")
    return [Figure("sbg", name, getattr(model, name), count) for name in names]


def test_on_holdout(
    orders: np.ndarray,
    last_days: np.ndarray,
    age_days: np.ndarray,
    customers: np.ndarray,
    later_orders: np.ndarray,
    holdout_days: float,
) -> list[Figure]:
    """Return the mean absolute error of model and naive baseline.

    It is taken over the part of the period that the fit has not seen.

    Args:
        orders: x at the end of the calibration, of each distinct past.
        last_days: t_x likewise.
        age_days: T likewise.
        customers: Number of customers with this past and these later orders.
        later_orders: Order dates in the holdout.
        holdout_days: Length of the holdout.

    Returns:
        Nothing where there are too few customers or repeaters to fit.

    """
    model = _purchase_model(orders, last_days, age_days, customers)
    if model is None:
        return []
    orders, age_days, customers = (
        np.asarray(v, dtype=float) for v in (orders, age_days, customers)
    )
    predicted = bg_nbd.expected_orders(
        model,
        orders,
        np.asarray(last_days) / DAYS_PER_WEEK,
        age_days / DAYS_PER_WEEK,
        holdout_days / DAYS_PER_WEEK,
    )
    naive = np.where(age_days > 0, orders / np.maximum(age_days, 1), 0.0) * holdout_days
    count = int(customers.sum())
    mae_model, mae_naive = (
        float(np.average(np.abs(guess - later_orders), weights=customers))
        for guess in (predicted, naive)
    )
    return [
        Figure("holdout", "mae_model", mae_model, count),
        Figure("holdout", "mae_naive", mae_naive, count),
        Figure("holdout", "is_better_than_naive", float(mae_model < mae_naive), count),
    ]


def _purchase_model(
    orders: np.ndarray, last_days: np.ndarray, age_days: np.ndarray, customers: np.ndarray
) -> bg_nbd.BgNbd | None:
    """Return the fitted model; None where there are too few customers or repeaters."""
    orders, customers = np.asarray(orders), np.asarray(customers)
    if customers.sum() < MIN_CUSTOMERS or customers[orders > 0].sum() < MIN_REPEATERS:
        return None
    return bg_nbd.fit_bg_nbd(_pasts(orders, last_days, age_days, customers))


def _pasts(
    orders: np.ndarray, last_days: np.ndarray, age_days: np.ndarray, customers: np.ndarray
) -> bg_nbd.Pasts:
    """Return pasts in weeks."""
    return bg_nbd.Pasts(
        orders,
        np.asarray(last_days) / DAYS_PER_WEEK,
        np.asarray(age_days) / DAYS_PER_WEEK,
        customers,
    )


def score(
    figures: dict[tuple[str, str], float],
    orders: np.ndarray,
    last_days: np.ndarray,
    age_days: np.ndarray,
    margin: np.ndarray,
    months: int,
    annual_discount: float,
    with_interval: bool = True,
) -> dict[str, np.ndarray]:
    """Return what each customer will bring in the months to come.

    Args:
        figures: Values of the fits by (model, name).
        orders: Repeat orders of each customer.
        last_days: Days from the first to the last order date.
        age_days: Days from the first order date to now.
        margin: Mean margin of the repeat orders; nan without one.
        months: Horizon.
        annual_discount: Discount rate a year; month k is discounted by (1 + it) ** (-k / 12).
        with_interval: Whether clv_low and clv_high are wanted; they take most of the time.

    Returns:
        probability_alive, expected_orders, expected_margin_per_order, clv_expected, clv_low,
        clv_high: one value per customer, nan where the models do not tell. The interval holds 90 %
        and never leaves the expectation outside.

    """
    orders, last_days, age_days, margin = (
        np.asarray(v, dtype=float) for v in (orders, last_days, age_days, margin)
    )
    names = (
        "probability_alive",
        "expected_orders",
        "expected_margin_per_order",
        "clv_expected",
        "clv_low",
        "clv_high",
    )
    result = {name: np.full(len(orders), np.nan) for name in names}
    if ("bg_nbd", "r") not in figures or not len(orders):
        return result
    purchase = bg_nbd.BgNbd(*(figures["bg_nbd", name] for name in ("r", "alpha", "a", "b")))
    # The models know nothing of a customer but the past, and many have the same one.
    columns, place, counts = distinct_rows(orders, last_days, age_days)
    pasts = _pasts(*columns, counts)
    alive = bg_nbd.probability_alive(purchase, pasts.orders, pasts.last, pasts.age)
    by_month, month_place = _orders_by_month(purchase, pasts.orders, pasts.age, months)
    discounted = (by_month * (1 + annual_discount) ** (-np.arange(1, months + 1) / 12)).sum(axis=1)
    plain = by_month.sum(axis=1)
    result["probability_alive"] = alive[place]
    result["expected_orders"] = (alive * plain[month_place])[place]
    if ("gamma_gamma", "p") not in figures:
        return result
    spending = gamma_gamma.GammaGamma(*(figures["gamma_gamma", name] for name in ("p", "q", "v")))
    per_order = gamma_gamma.expected_value(spending, orders, margin)
    expected = (alive * discounted[month_place])[place] * per_order
    result["expected_margin_per_order"] = per_order
    result["clv_expected"] = expected
    if not with_interval:
        return result
    models = _model_draws(purchase, spending, pasts, orders, margin)
    horizon = months * WEEKS_PER_MONTH
    low, high = value_interval(
        pasts, place, margin, horizon, models, (purchase, spending), seed=_SEED
    )
    # Orders fall due over the horizon as in the expectation: one factor discounts a whole future.
    factor = np.where(plain > 0, discounted / np.where(plain > 0, plain, 1.0), 1.0)
    factor = factor[month_place][place]
    result["clv_low"] = np.where(np.isnan(expected), np.nan, np.minimum(low * factor, expected))
    result["clv_high"] = np.where(np.isnan(expected), np.nan, np.maximum(high * factor, expected))
    return result


def score_terms(
    figures: dict[tuple[str, str], float],
    lasted: np.ndarray,
    months: int,
    annual_discount: float,
) -> dict[str, np.ndarray]:
    """Return how many of the months to come a running subscription will last.

    Args:
        figures: Values of the fits by (model, name).
        lasted: Whole months that it has lasted, of each subscription.
        months: Horizon.
        annual_discount: Discount rate a year, as for orders.

    Returns:
        expected_months and, each discounted, discounted_months; nan without a fit.

    """
    lasted = np.asarray(lasted, dtype=float)
    if ("sbg", "gamma") not in figures:
        unknown = np.full(len(lasted), np.nan)
        return {"expected_months": unknown, "discounted_months": unknown}
    model = beta_geometric.BetaGeometric(figures["sbg", "gamma"], figures["sbg", "delta"])
    ahead = np.arange(1, months + 1)
    still = beta_geometric.survival_from(model, lasted[:, None], ahead[None, :])
    weights = (1 + annual_discount) ** (-ahead / 12)
    return {
        "expected_months": still.sum(axis=1),
        "discounted_months": (still * weights).sum(axis=1),
    }


def _orders_by_month(
    model: bg_nbd.BgNbd, orders: np.ndarray, age: np.ndarray, months: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return expected orders in each month, if alive, and each customer's row of them.

    There is one row per distinct (orders, age).
    """
    (some_orders, some_age), place, _ = distinct_rows(orders, age)
    ends = np.arange(1, months + 1) * WEEKS_PER_MONTH
    until = bg_nbd.expected_orders_if_alive(
        model, some_orders[:, None], some_age[:, None], ends[None, :]
    )
    return np.diff(until, axis=1, prepend=0.0), place


def _model_draws(
    purchase: bg_nbd.BgNbd,
    spending: gamma_gamma.GammaGamma,
    pasts: bg_nbd.Pasts,
    orders: np.ndarray,
    margin: np.ndarray,
) -> list[tuple[bg_nbd.BgNbd, gamma_gamma.GammaGamma]]:
    """Return pairs of models drawn round the fit."""
    rng = np.random.default_rng(_SEED)
    # With very many customers the parameters are all but known: a few draws of them do.
    is_few = len(pasts.orders) <= bg_nbd.SAMPLE_ROWS
    number = _PARAMETER_DRAWS if is_few else _PARAMETER_DRAWS_OF_MANY
    is_known = (orders > 0) & (margin > 0)
    return list(
        zip(
            bg_nbd.parameter_draws(purchase, pasts, number, rng),
            gamma_gamma.parameter_draws(spending, orders[is_known], margin[is_known], number, rng),
            strict=True,
        )
    )
