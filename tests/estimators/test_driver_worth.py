"""Regressions with robust errors, and the product of two slopes, against figures by hand."""

import math

import numpy as np
import pytest

from estimators.driver_worth import worth_of_drivers
from estimators.regression import least_squares


def test_two_groups_are_compared_by_their_own_spread() -> None:
    # 1, 3 against 4, 8: slope 6 - 2; HC1 = 4 / 2 * ((1 + 1) / 2^2 + (4 + 4) / 2^2) = 5.
    fit = least_squares(np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([1.0, 3.0, 4.0, 8.0]))
    assert fit.slopes == pytest.approx([4])
    assert fit.errors == pytest.approx([math.sqrt(5)])


def test_a_line_by_hand() -> None:
    # x 0 1 2 3, y 1 2 2 5: slope 6 / 5; residuals .3 .1 -1.1 .7 against x - 1.5, squared and
    # summed: .09 * 2.25 + .01 * .25 + 1.21 * .25 + .49 * 2.25 = 1.61; HC1 = 4 / 2 * 1.61 / 25.
    fit = least_squares(np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([1.0, 2.0, 2.0, 5.0]))
    assert fit.slopes == pytest.approx([1.2])
    assert fit.errors == pytest.approx([math.sqrt(0.1288)])


def test_independent_items_are_regressed_each_by_itself() -> None:
    # A cross of two items around 3: slopes are half the differences between their ends.
    x = np.array([[2, 3], [4, 3], [3, 2], [3, 4]] * 3, dtype=float)
    y = np.array([4, 8, 5, 7] * 3, dtype=float)
    fit = least_squares(x, y)
    assert fit.slopes == pytest.approx([2, 1])
    assert fit.errors == pytest.approx([0, 0], abs=1e-12)


def test_order_of_cases_does_not_move_a_digit() -> None:
    rng = np.random.default_rng(7)
    x, y = rng.integers(1, 6, (400, 3)).astype(float), rng.normal(0, 1e5, 400)
    whole, place = least_squares(x, y), rng.permutation(400)
    turned = least_squares(x[place], y[place])
    assert [a.tolist() for a in whole] == [a.tolist() for a in turned]


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (np.zeros((0, 1)), np.zeros(0)),
        (np.array([[1.0], [2.0]]), np.array([1.0, 2.0])),
        (np.array([[1.0], [1.0], [1.0]]), np.array([1.0, 2.0, 3.0])),
        (np.array([[1.0, 2], [2, 4], [3, 6], [4, 8]]), np.array([1.0, 2, 3, 5])),
    ],
    ids=["nobody", "too few", "no variance", "one follows from the other"],
)
def test_what_cannot_be_told_is_not_told(x: np.ndarray, y: np.ndarray) -> None:
    fit = least_squares(x, y)
    assert np.isnan(fit.slopes).all()
    assert np.isnan(fit.errors).all()


def test_the_product_has_the_interval_of_the_delta_method() -> None:
    # Score on the item: slope 4, error sqrt(5); net sales on the score: slope 1.2, error^2 .1288.
    # Product 4.8, error^2 = 4^2 * .1288 + 1.2^2 * 5 = 9.2608.
    worth = worth_of_drivers(
        np.array([[0.0], [0.0], [1.0], [1.0]]),
        np.array([1.0, 3.0, 4.0, 8.0]),
        np.array([0.0, 1.0, 2.0, 3.0]),
        np.array([1.0, 2.0, 2.0, 5.0]),
    )
    assert worth.nps_per_point == pytest.approx([4])
    assert worth.net_sales_per_nps_point == pytest.approx(1.2)
    assert worth.net_sales_per_point == pytest.approx([4.8])
    assert worth.ci_low == pytest.approx([4.8 - 1.959964 * math.sqrt(9.2608)])
    assert worth.ci_high == pytest.approx([4.8 + 1.959964 * math.sqrt(9.2608)])
    # One item explains what its squared correlation says: 4^2 * 1 / 26.
    assert worth.derived_importance == pytest.approx([16 / 26])
    assert (int(worth.response_count), int(worth.customer_count)) == (4, 4)


def test_without_people_whose_year_has_passed_there_is_no_money() -> None:
    worth = worth_of_drivers(
        np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([1.0, 3, 4, 8]), np.zeros(0), np.zeros(0)
    )
    assert worth.nps_per_point == pytest.approx([4])
    assert np.isnan(worth.net_sales_per_nps_point)
    assert np.isnan(worth.net_sales_per_point).all()
