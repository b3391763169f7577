"""Relative weights against closed forms: two or orthogonal items can be solved by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr

from estimators.relative_weights import (
    DriverFits,
    correlation_p_values,
    fit_drivers,
    relative_weights,
)


def fit(items: np.ndarray, outcome: np.ndarray) -> DriverFits:
    """Fit one data set given as scores: items n x k, outcome n."""
    items, outcome = np.asarray(items, dtype=float), np.asarray(outcome, dtype=float)
    return fit_drivers(
        [len(outcome)],
        [items.sum(axis=0)],
        [items.T @ items],
        [outcome.sum()],
        [outcome @ outcome],
        [items.T @ outcome],
    )


def r_squared(items: np.ndarray, outcome: np.ndarray) -> float:
    """R² of an ordinary regression with intercept."""
    design = np.column_stack([np.ones(len(outcome)), items])
    residual = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    return 1 - residual @ residual / np.sum((outcome - outcome.mean()) ** 2)


@pytest.mark.parametrize(
    ("between", "first", "second"),
    [(0.5, 0.6, 0.4), (-0.3, 0.2, 0.5), (0.9, 0.7, 0.7), (0.0, 0.3, -0.4)],
)
def test_two_correlated_items_have_a_closed_form(
    between: float, first: float, second: float
) -> None:
    # The square root of [[1, r], [r, 1]] is [[a, b], [b, a]], and that of its inverse
    # [[a, -b], [-b, a]] / (a² - b²).
    a = (np.sqrt(1 + between) + np.sqrt(1 - between)) / 2
    b = (np.sqrt(1 + between) - np.sqrt(1 - between)) / 2
    one = (a * first - b * second) / (a * a - b * b)
    other = (a * second - b * first) / (a * a - b * b)
    wanted = [a * a * one**2 + b * b * other**2, b * b * one**2 + a * a * other**2]
    weights = relative_weights([[[1, between], [between, 1]]], [[first, second]])[0]
    assert weights == pytest.approx(wanted, rel=1e-12)
    explained = (first**2 + second**2 - 2 * between * first * second) / (1 - between**2)
    assert weights.sum() == pytest.approx(explained, rel=1e-12)


def test_orthogonal_items_weigh_their_squared_correlations() -> None:
    correlations = np.array([0.6, -0.3, 0.0, 0.5])
    weights = relative_weights(np.eye(4)[None], correlations[None])[0]
    assert weights == pytest.approx(correlations**2, abs=1e-15)


def test_one_item_explains_its_squared_correlation() -> None:
    fitted = fit([[1], [2], [3], [5]], [2, 3, 3, 6])
    wanted = pearsonr([1, 2, 3, 5], [2, 3, 3, 6])
    assert fitted.weights[0] == pytest.approx([wanted.statistic**2], rel=1e-12)
    assert fitted.p_values[0] == pytest.approx([wanted.pvalue], rel=1e-12)


def test_equal_items_share_equally() -> None:
    weights = relative_weights([[[1, 0.8], [0.8, 1]]], [[0.5, 0.5]])[0]
    assert weights[0] == pytest.approx(weights[1], rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_weights_add_up_to_r_squared_and_are_never_negative(seed: int, item_count: int) -> None:
    rng = np.random.default_rng(seed)
    items = rng.integers(1, 6, (40, item_count))
    outcome = np.clip(np.round(2 * items.mean(axis=1)) + rng.integers(-2, 3, 40), 0, 10)
    fitted = fit(items, outcome)
    assert fitted.reasons.tolist() == [""]
    assert (fitted.weights >= 0).all()
    assert fitted.weights.sum() == pytest.approx(r_squared(items, outcome), rel=1e-9)
    assert fitted.r_squared[0] == pytest.approx(fitted.weights.sum(), rel=1e-12)
    wanted = [pearsonr(items[:, item], outcome).pvalue for item in range(item_count)]
    assert fitted.p_values[0] == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize(
    ("items", "outcome", "reason"),
    [
        ([[1, 2], [2, 1], [3, 3]], [1, 2, 3], "too_few_responses"),
        ([[1, 2], [2, 2], [3, 2], [4, 2]], [1, 2, 3, 4], "no_variance"),
        ([[1, 2], [2, 1], [3, 3], [4, 1]], [5, 5, 5, 5], "no_variance"),
        ([[1, 2], [2, 3], [3, 4], [5, 6]], [1, 2, 3, 5], "singular"),
        ([[1, 1, 2], [2, 1, 3], [3, 2, 5], [1, 4, 5], [2, 2, 4]], [1, 2, 3, 4, 5], "singular"),
    ],
)
def test_what_the_data_do_not_tell_is_null_with_a_reason(
    items: list[list[int]], outcome: list[int], reason: str
) -> None:
    fitted = fit(items, outcome)
    assert fitted.reasons.tolist() == [reason]
    assert np.isnan(fitted.weights).all()
    assert np.isnan(fitted.r_squared).all()


def test_an_item_without_variance_leaves_the_others_their_significance() -> None:
    fitted = fit([[1, 2], [2, 2], [3, 2], [5, 2]], [1, 2, 3, 4])
    assert np.isnan(fitted.p_values[0, 1])
    assert fitted.p_values[0, 0] == pytest.approx(pearsonr([1, 2, 3, 5], [1, 2, 3, 4]).pvalue)


def test_two_cases_have_no_significance_and_a_perfect_line_has_all() -> None:
    assert np.isnan(correlation_p_values([0.5, np.nan], [2, 50])).all()
    assert correlation_p_values([1.0, -1.0, 0.0], [3, 3, 3]) == pytest.approx([0, 0, 1])


def test_data_sets_of_one_size_are_fitted_together_and_alone_alike() -> None:
    rng = np.random.default_rng(1)
    items = rng.integers(1, 6, (3, 30, 4)).astype(float)
    outcome = rng.integers(0, 11, (3, 30)).astype(float)
    items[1, :, 2] = 3
    together = fit_drivers(
        np.full(3, 30),
        items.sum(axis=1),
        np.einsum("mni,mnj->mij", items, items),
        outcome.sum(axis=1),
        (outcome**2).sum(axis=1),
        np.einsum("mni,mn->mi", items, outcome),
    )
    assert together.reasons.tolist() == ["", "no_variance", ""]
    for number in range(3):
        alone = fit(items[number], outcome[number])
        assert together.weights[number] == pytest.approx(alone.weights[0], rel=1e-12, nan_ok=True)
        assert together.p_values[number] == pytest.approx(alone.p_values[0], rel=1e-12, nan_ok=True)


def test_no_data_set_is_no_fit() -> None:
    nothing = fit_drivers(
        np.empty(0),
        np.empty((0, 3)),
        np.empty((0, 3, 3)),
        np.empty(0),
        np.empty(0),
        np.empty((0, 3)),
    )
    assert nothing.weights.shape == (0, 3)


def test_shapes_that_do_not_fit_and_singular_matrices_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit outcome correlations"):
        relative_weights(np.eye(2), [0.1, 0.2, 0.3])
    with pytest.raises(ValueError, match="singular"):
        relative_weights([[[1, 1], [1, 1]]], [[0.1, 0.1]])
    with pytest.raises(ValueError, match="do not fit sums"):
        fit_drivers([3], [[1, 2]], [[[1, 2, 3]]], [1], [1], [[1, 2]])
