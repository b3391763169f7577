"""Customer value end to end.

Known truth comes back, intervals hold what they promise, units are weeks and months.
"""

import numpy as np
import pytest

from estimators import bg_nbd, customer_value, gamma_gamma
from estimators.clusters import cluster_points
from estimators.maximum import curvature

PURCHASE = bg_nbd.BgNbd(r=0.9, alpha=12.0, a=0.8, b=3.2)
SPEND = gamma_gamma.GammaGamma(p=3.0, q=4.0, v=40.0)


def company(number: int, seed: int, future_weeks: float = 0.0) -> dict[str, np.ndarray]:
    """Customers of a company with known parameters.

    Pasts in weeks, mean margin, and margin of the weeks after.
    """
    rng = np.random.default_rng(seed)
    age = rng.uniform(1, 100, number)
    rate = rng.gamma(PURCHASE.r, 1 / PURCHASE.alpha, number)
    stays_for = rng.geometric(rng.beta(PURCHASE.a, PURCHASE.b, number))
    heterogeneity = rng.gamma(SPEND.q, 1 / SPEND.v, number)
    orders, last, clock, done = (
        np.zeros(number),
        np.zeros(number),
        np.zeros(number),
        np.zeros(number),
    )
    spent, later = np.zeros(number), np.zeros(number)
    active = np.arange(number)
    while len(active):
        clock[active] += rng.exponential(1 / rate[active])
        active = active[clock[active] <= age[active] + future_weeks]
        amount = rng.gamma(SPEND.p, 1 / heterogeneity[active])
        is_past = clock[active] <= age[active]
        seen = active[is_past]
        orders[seen] += 1
        last[seen] = clock[seen]
        spent[seen] += amount[is_past]
        later[active[~is_past]] += amount[~is_past]
        done[active] += 1
        active = active[done[active] < stays_for[active]]
    margin = np.where(orders > 0, spent / np.maximum(orders, 1), np.nan)
    return {"orders": orders, "last": last, "age": age, "margin": margin, "later": later}


def fitted(found: dict[str, np.ndarray]) -> dict[tuple[str, str], float]:
    days = found["orders"], found["last"] * 7, found["age"] * 7
    figures = customer_value.fit_purchases(*days, np.ones(len(found["orders"])))
    figures += customer_value.fit_spending(found["orders"], found["margin"])
    return {(figure.model, figure.name): figure.value for figure in figures}


def test_the_truth_comes_back_within_three_standard_errors() -> None:
    found = company(20_000, seed=5)
    fit = fitted(found)
    pasts = bg_nbd.Pasts(found["orders"], found["last"], found["age"], np.ones(20_000))
    again = found["orders"] > 0
    for truth, names, likelihood in (
        (PURCHASE, "r alpha a b", bg_nbd.likelihood(pasts)),
        (SPEND, "p q v", gamma_gamma.likelihood(found["orders"][again], found["margin"][again])),
    ):
        model = "bg_nbd" if truth is PURCHASE else "gamma_gamma"
        logs = np.log([fit[model, name] for name in names.split()])
        errors = np.sqrt(np.diag(np.linalg.inv(-curvature(likelihood, logs))))
        assert np.all(np.abs(logs - truth.logs) < 3 * errors)


def test_the_same_customers_in_another_order_give_the_same_bits() -> None:
    found = company(3_000, seed=6)
    shuffled = {name: values[::-1] for name, values in found.items()}
    assert fitted(found) == fitted(shuffled)


def test_an_interval_never_leaves_its_expectation_outside() -> None:
    found = company(2_000, seed=7)
    scores = customer_value.score(
        fitted(found),
        found["orders"],
        found["last"] * 7,
        found["age"] * 7,
        found["margin"],
        12,
        0.1,
    )
    assert np.all((scores["clv_low"] >= 0) & (scores["clv_low"] <= scores["clv_expected"]))
    assert np.all(scores["clv_expected"] <= scores["clv_high"])


def test_a_year_is_twelve_months_of_weeks_and_later_months_weigh_less() -> None:
    figures = {("bg_nbd", n): getattr(PURCHASE, n) for n in ("r", "alpha", "a", "b")}
    figures |= {("gamma_gamma", n): getattr(SPEND, n) for n in ("p", "q", "v")}
    past = np.array([2.0]), np.array([210.0]), np.array([280.0])
    plain = customer_value.score(figures, *past, np.array([30.0]), 12, 0.0, with_interval=False)
    dear = customer_value.score(figures, *past, np.array([30.0]), 12, 0.15, with_interval=False)
    weeks = np.array([365.25 / 7])
    expected = bg_nbd.expected_orders(PURCHASE, past[0], past[1] / 7, past[2] / 7, weeks)
    assert plain["expected_orders"] == pytest.approx(expected)
    assert plain["clv_expected"] == pytest.approx(expected * plain["expected_margin_per_order"])
    assert 0.87 < dear["clv_expected"][0] / plain["clv_expected"][0] < 0.99


def test_too_few_customers_leave_all_figures_open() -> None:
    assert customer_value.fit_purchases([0, 1], [0, 5], [9, 9], [5, 1]) == []
    assert customer_value.fit_spending([2], [9.0]) == []
    assert customer_value.fit_spending([2, 3], [-9.0, -1.0]) == []
    scores = customer_value.score({}, [0.0], [0.0], [3.0], [np.nan], 12, 0.1)
    assert all(np.isnan(values).all() for values in scores.values())


def test_subscribers_need_ten_of_them_and_two_who_left() -> None:
    assert customer_value.fit_terms([1], [2], [3], [7]) == []
    assert customer_value.fit_terms([1], [1], [3], [9]) == []
    figures = customer_value.fit_terms([1, 4], [1, 1], [3], [8])
    assert [(figure.model, figure.name) for figure in figures] == [
        ("sbg", "gamma"),
        ("sbg", "delta"),
        ("sbg", "log_likelihood"),
    ]
    assert {figure.customer_count for figure in figures} == {10}


def test_a_subscription_is_worth_the_months_it_will_last() -> None:
    figures = {("sbg", "gamma"): 0.704, ("sbg", "delta"): 1.182}
    plain = customer_value.score_terms(figures, [0, 5], 12, 0.0)
    dear = customer_value.score_terms(figures, [0, 5], 12, 0.15)
    # S(1) = delta / (gamma + delta), and each month more is one factor more.
    still, months = 1.0, []
    for month in range(12):
        still *= (1.182 + month) / (0.704 + 1.182 + month)
        months.append(still)
    assert plain["expected_months"][0] == pytest.approx(sum(months))
    assert plain["discounted_months"] == pytest.approx(plain["expected_months"])
    assert dear["expected_months"] == pytest.approx(plain["expected_months"])
    discounted = sum(m * 1.15 ** (-(k + 1) / 12) for k, m in enumerate(months))
    assert dear["discounted_months"][0] == pytest.approx(discounted)
    # Who has stayed for long stays for longer.
    assert plain["expected_months"][1] > plain["expected_months"][0]
    nothing = customer_value.score_terms({}, [0, 5], 12, 0.0)
    assert all(np.isnan(values).all() for values in nothing.values())


def test_the_holdout_is_lost_where_the_baseline_is_right() -> None:
    # Everybody goes on exactly as before: no model can beat that guess.
    figures = customer_value.test_on_holdout(
        np.repeat([0, 10], 10),
        np.repeat([0, 90], 10),
        np.full(20, 100),
        np.ones(20),
        np.repeat([0, 3], 10),
        30,
    )
    found = {figure.name: figure.value for figure in figures}
    assert found["mae_naive"] == pytest.approx(0)
    assert found["is_better_than_naive"] == 0


def test_clusters_stay_put_for_any_order_of_rows_and_rise_with_what_they_are_ranked_by() -> None:
    rng = np.random.default_rng(3)
    centres = np.array([[0, 0, 0], [8, 0, 0], [0, 8, 0], [0, 0, 8], [8, 8, 8]])
    points = np.repeat(centres, 50, axis=0) + rng.normal(0, 0.5, (250, 3))
    worth = points.sum(axis=1)
    labels = cluster_points(points, worth)
    order = rng.permutation(250)
    assert np.array_equal(cluster_points(points[order], worth[order]), labels[order])
    means = [worth[labels == number].mean() for number in range(1, 6)]
    assert means == sorted(means)
    assert np.array_equal(np.bincount(labels)[1:], [50] * 5)


def test_fewer_kinds_of_customers_than_clusters_are_no_error() -> None:
    assert set(cluster_points(np.ones((7, 3)), np.ones(7))) == {1}
    assert len(cluster_points(np.empty((0, 3)), np.empty(0))) == 0


@pytest.mark.slow
@pytest.mark.parametrize("number", [300, 5_000])
def test_nine_in_ten_margins_fall_into_their_intervals(number: int) -> None:
    weeks = 12 * customer_value.WEEKS_PER_MONTH
    inside, low_misses, whole = 0, 0, 0
    for seed in range(max(20_000 // number, 4)):
        found = company(number, seed=100 + seed, future_weeks=weeks)
        fit = fitted(found)
        if ("gamma_gamma", "p") not in fit:
            continue
        scores = customer_value.score(
            fit, found["orders"], found["last"] * 7, found["age"] * 7, found["margin"], 12, 0.0
        )
        inside += np.sum(
            (scores["clv_low"] <= found["later"]) & (found["later"] <= scores["clv_high"])
        )
        low_misses += np.sum(found["later"] < scores["clv_low"])
        whole += number
    # Many customers bring exactly 0, which lies inside or outside as a whole: more than nine in ten
    # may be inside.
    assert 0.89 < inside / whole < 0.97
    assert low_misses / whole < 0.06
