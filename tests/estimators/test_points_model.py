"""The table of points, against optima worked out by hand."""

import numpy as np
import pytest
from scipy.special import expit

from estimators import points_model

NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "cuts"),
    [
        (range(1, 11), [2, 4, 6, 8]),
        (range(1, 8), [2, 3, 5, 6]),
        ([1, 1, 1, 1, 5], []),
        ([1, 2, 2, 2, 9], [2]),
        ([9, NAN, 2, 1, NAN, 2, 2], [2]),
        ([NAN, NAN], []),
        ([7], []),
        ([-1, -0.5, 0, 0, 0, 0, 0, 0, 0, 3], [-0.5, 0]),
    ],
)
def test_cuts_are_values_that_are_there(values: list[float], cuts: list[float]) -> None:
    assert points_model.cuts_of(np.array(list(values), dtype=float)).tolist() == cuts


def two_groups() -> tuple[np.ndarray, np.ndarray]:
    """100 rows of which 80 leave, 100 of which 20 do."""
    return np.repeat([0.0, 1.0], 100), np.tile(np.arange(100), 2) < np.repeat([80, 20], 100)


def test_two_intervals_by_hand() -> None:
    # 100 (sigma(e) - 0.8) + 10 e = 0
    values, left = two_groups()
    model = points_model.fit({"x": values}, left, 200, 20)
    assert model.intercept == pytest.approx(0, abs=1e-12)
    assert model.features["x"].effects == pytest.approx([0.896893, -0.896893], abs=5e-7)
    assert model.features["x"].shares.tolist() == [0.5, 0.5]
    assert model.features["x"].unknown_effect is None
    assert model.probabilities({"x": np.array([0.0, NAN])}).tolist() == [
        round(float(expit(model.features["x"].effects[0])), 9),
        0.5,
    ]


@pytest.mark.parametrize(
    ("min_rows", "min_each", "is_fitted"), [(200, 100, True), (201, 1, False), (1, 101, False)]
)
def test_a_fit_needs_rows_leavers_and_stayers(
    min_rows: int, min_each: int, is_fitted: bool
) -> None:
    values, left = two_groups()
    assert (points_model.fit({"x": values}, left, min_rows, min_each) is not None) is is_fitted


def drawn(seed: int, count: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Three features of known effect: strong, weak by its lack, none."""
    draw = np.random.default_rng(seed)
    values = {name: np.round(draw.gamma(2, 3, count), 1) for name in ("strong", "weak", "noise")}
    values["weak"][draw.random(count) < 0.3] = NAN
    values["same"] = np.ones(count)
    odds = -1 + 0.3 * (values["strong"] > 5) * values["strong"] + 0.8 * np.isnan(values["weak"])
    return values, draw.random(count) < expit(odds)


def test_the_gradient_is_0_in_every_coordinate() -> None:
    values, left = drawn(1, 3000)
    model = points_model.fit(values, left, 200, 20)
    assert list(model.features) == ["noise", "strong", "weak"]
    odds = np.full(len(left), model.intercept)
    for name in model.features:
        odds += model.points(name, values[name])
    rest = expit(odds) - left
    assert abs(rest.sum()) < 1e-8
    for name, feature in model.features.items():
        unknown = np.isnan(values[name])
        places = np.searchsorted(feature.cuts, values[name], side="right")
        effects, shares = list(feature.effects), list(feature.shares)
        if feature.unknown_effect is not None:
            places[unknown] = len(effects)
            effects.append(feature.unknown_effect)
            shares.append(feature.unknown_share)
        assert np.dot(effects, shares) == pytest.approx(0, abs=1e-12)
        # The penalty is on the effects as they were before their mean went into the intercept; at
        # the optimum these add up to 0, so that the mean is that of the effects.
        gradient = np.bincount(places, rest) + 10 * (np.array(effects) - np.mean(effects))
        assert np.abs(gradient).max() < 1e-8


def test_the_order_of_rows_and_features_does_not_matter() -> None:
    values, left = drawn(2, 2000)
    model = points_model.fit(values, left, 200, 20)
    turned = {name: values[name][::-1] for name in reversed(values)}
    again = points_model.fit(turned, left[::-1], 200, 20)
    assert again.intercept == model.intercept
    for name in model.features:
        assert again.features[name].effects.tolist() == model.features[name].effects.tolist()
    assert (again.probabilities(turned)[::-1] == model.probabilities(values)).all()


def test_effects_are_of_the_size_that_was_planted() -> None:
    values, left = drawn(3, 20000)
    model = points_model.fit(values, left, 200, 20)
    reach = {name: np.ptp(feature.effects) for name, feature in model.features.items()}
    assert reach["strong"] > 2 > 10 * reach["noise"]
    assert model.features["weak"].unknown_effect == pytest.approx(0.8 * 0.7, abs=0.1)


def test_what_nobody_is_left_without_is_no_wall() -> None:
    # Perfectly told apart: without the penalty no optimum would exist.
    left = np.repeat([True, False], 100)
    model = points_model.fit({"x": left.astype(float), "y": np.full(200, NAN)}, left, 200, 20)
    assert list(model.features) == ["x"]
    assert 0 < model.probabilities({"x": np.array([0.0])})[0] < 0.17
