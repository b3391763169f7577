"""Raked weights: the table of the books, the law of Deming and Stephan, and awkward margins."""

import itertools

import numpy as np
import pytest

from estimators.raking import rake, trimmed

# Wikipedia, "Iterative proportional fitting": starting table and margins; the page prints a fit
# after a few rounds, within .052 of the end, in its example rounded to one decimal.
START = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
ROWS, COLUMNS = [150, 300, 400, 150], [200, 300, 400, 100]
PRINTED = [
    [64.6, 46.3, 35.4, 3.8],
    [50.0, 68.2, 156.5, 25.4],
    [56.7, 144.4, 145.1, 53.8],
    [28.7, 41.2, 63.0, 17.0],
]


def table(start: list[list[float]], rows: list[float], columns: list[float]) -> np.ndarray:
    """Rake a table of weights to its margins, one respondent a cell."""
    cells = list(itertools.product(range(len(rows)), range(len(columns))))
    margins = [
        ([f"r{r}" for r, _ in cells], {f"r{i}": share for i, share in enumerate(rows)}),
        ([f"c{c}" for _, c in cells], {f"c{i}": share for i, share in enumerate(columns)}),
    ]
    flat = [start[r][c] for r, c in cells]
    return rake(flat, [1] * len(cells), margins).reshape(len(rows), len(columns))


def test_the_published_table_comes_out() -> None:
    fit = table(START, ROWS, COLUMNS)
    scaled = fit * (sum(ROWS) / fit.sum())
    assert np.abs(scaled - PRINTED).max() < 0.052 + 0.05
    assert np.abs(scaled[0] - [64.61, 46.28, 35.42, 3.83]).max() < 0.0525
    assert scaled.sum(axis=1) == pytest.approx(ROWS)
    assert scaled.sum(axis=0) == pytest.approx(COLUMNS)


def test_the_sum_of_the_starting_weights_stays() -> None:
    assert table(START, ROWS, COLUMNS).sum() == pytest.approx(np.sum(START))


def test_cross_product_ratios_stay_those_of_the_starting_weights() -> None:
    start, fit = np.array(START, dtype=float), table(START, ROWS, COLUMNS)
    for r, c in itertools.product(range(3), range(3)):
        before, after = (
            w[r, c] * w[r + 1, c + 1] / (w[r, c + 1] * w[r + 1, c]) for w in (start, fit)
        )
        assert after == pytest.approx(before)


def test_counts_are_as_good_as_repeated_rows() -> None:
    margins = (["a", "a", "b"], {"a": 0.5, "b": 0.5})
    repeated = rake([1, 1, 1], [1, 1, 1], [margins])
    counted = rake([1, 1], [2, 1], [(["a", "b"], margins[1])])
    assert repeated[[0, 2]] == pytest.approx(counted)


def test_order_of_cells_does_not_matter() -> None:
    values, shares = ["a", "b", None, "c"], {"a": 0.2, "b": 0.5, "c": 0.3}
    weights, counts = [1.0, 2.0, 1.0, 0.5], [3, 1, 2, 4]
    whole = rake(weights, counts, [(values, shares)])
    turned = rake(weights[::-1], counts[::-1], [(values[::-1], shares)])
    assert whole == pytest.approx(turned[::-1], abs=1e-12)


def test_who_says_nothing_keeps_their_share() -> None:
    # 4 respondents of 8 have no value or one without a target: they stay half of the weight, the
    # targets of a and b are scaled to the other half.
    fit = rake([1, 1, 1, 1], [3, 1, 2, 2], [(["a", "b", None, "other"], {"a": 0.5, "b": 0.5})])
    assert fit == pytest.approx([2 / 3, 2, 1, 1])


def test_a_target_for_whom_nobody_stands_is_left_out() -> None:
    # c has no respondent, d one whose weight is 0, e a target of 0: a and b share the rest 1 to 3.
    fit = rake(
        [1, 1, 0, 1],
        [2, 2, 1, 1],
        [(["a", "b", "d", "e"], {"a": 0.1, "b": 0.3, "c": 0.3, "d": 0.3, "e": 0})],
    )
    assert fit == pytest.approx([0.5, 1.5, 0, 1])


def test_margins_that_contradict_each_other_end_somewhere() -> None:
    # a is all of x and b all of y, but the shares differ: the last margin holds.
    margins = [
        (["a", "b"], {"a": 0.9, "b": 0.1}),
        (["x", "y"], {"x": 0.5, "y": 0.5}),
    ]
    assert rake([1, 1], [1, 1], margins) == pytest.approx([1, 1])


def test_without_weight_nothing_is_raked() -> None:
    fit = rake([0, 0], [2, 1], [(["a", "b"], {"a": 0.5, "b": 0.5})])
    assert list(fit) == [0, 0]
    assert list(trimmed(fit, [2, 1], 5)) == [1, 1]


def test_without_margins_the_weights_stay() -> None:
    assert list(rake([1, 3], [1, 1], [])) == [1, 3]


def test_weights_are_cut_once_and_sum_to_the_respondents() -> None:
    # Mean .983, cap 2: the 6 becomes 1.967, once; then all are scaled to 10 respondents.
    cut = trimmed(np.array([6.0, 0.5, 1 / 6]), [1, 7, 2], 2)
    assert cut @ [1, 7, 2] == pytest.approx(10)
    mean = (6 + 3.5 + 1 / 3) / 10
    assert cut[0] / cut[1] == pytest.approx(2 * mean / 0.5)


def test_a_cap_that_nobody_reaches_only_scales() -> None:
    assert trimmed(np.array([2.0, 4.0]), [1, 1], 5) == pytest.approx([2 / 3, 4 / 3])
