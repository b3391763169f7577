"""Forecasts by hand, by published series, and the bounds and ties that decide between methods."""

import numpy as np
import pytest

from estimators import forecasts
from estimators.forecasts import forecast

# International airline passengers, thousands, January 1949 to December 1960 (Box & Jenkins).
AIR_PASSENGERS = [
    *(112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118),
    *(115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140),
    *(145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166),
    *(171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194),
    *(196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201),
    *(204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229),
    *(242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278),
    *(284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271, 306),
    *(315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336),
    *(340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337),
    *(360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405),
    *(417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432),
]


def test_theta_by_hand() -> None:
    # Line 1.5 t - 2/3; second line 7/6, 5/3, 25/6, smoothed with .95.
    level = 7 / 6
    for value in (5 / 3, 25 / 6):
        level += 0.95 * (value - level)
    assert forecasts.theta(np.array([1.0, 2, 4]), 2) == pytest.approx(
        [(1.5 * 4 - 2 / 3 + level) / 2, (1.5 * 5 - 2 / 3 + level) / 2], rel=1e-14
    )


def test_air_passengers_as_computed_by_an_independent_program() -> None:
    assert sum(AIR_PASSENGERS) == 40363
    found = forecast(AIR_PASSENGERS, 6)
    assert found.method == "seasonal_theta"
    assert found.month_count == 60
    # The published figures are those of all 144 months; the product looks at 60.
    whole = np.array(AIR_PASSENGERS, dtype=float)
    scale = np.mean(np.abs(whole[12:132] - whole[:120]))
    figures = {}
    for name, method in forecasts.METHODS.items():
        errors = [method(whole[:m], 1)[0] - whole[m] for m in range(132, 144)]
        figures[name] = np.mean(np.abs(errors)) / scale
    assert figures == pytest.approx(
        {"naive": 1.486, "seasonal_naive": 1.571, "theta": 1.499, "seasonal_theta": 0.617837},
        abs=5e-4,
    )
    assert forecasts.seasonal_theta(whole, 2) == pytest.approx([441.0138, 429.2925], abs=5e-5)


def test_ones_and_twos_in_turn() -> None:
    found = forecast([1, 2] * 6, 3, least=0)
    assert found.naive_mase == 1
    # The trend with the smoothed distance from it lies between the two, and so errs by less.
    assert (found.method, found.mase < 1) == ("theta", True)


def test_what_never_changed_is_not_forecast() -> None:
    assert forecast([7.0] * 40, 6) is None
    # Nor where only the tested months moved, or a year repeats itself to the last digit.
    assert forecast([7.0] * 6 + [8, 9, 7, 8, 9, 7], 6) is None
    assert forecast(list(range(12)) * 4, 6) is None


@pytest.mark.parametrize(("months", "tested"), [(11, None), (12, 6), (35, 6), (36, 12)])
def test_the_months_kept_back_depend_on_the_history(months: int, tested: int | None) -> None:
    rng = np.random.default_rng(months)
    history = rng.normal(100, 5, months)
    found = forecast(history, 1)
    if tested is None:
        assert found is None
        return
    errors = [
        forecasts.METHODS[found.method](history[:m], 1)[0] - history[m]
        for m in range(months - tested, months)
    ]
    step = found.steps[0]
    spread = np.sqrt(np.mean(np.square(errors)))
    near, far = {6: (1.439756, 2.446912), 12: (1.356217, 2.178813)}[tested]
    assert (step.high_80 - step.value) / spread == pytest.approx(near)
    assert (step.value - step.low_95) / spread == pytest.approx(far)


def test_uncertainty_grows_with_the_root_of_the_horizon_but_not_for_a_season() -> None:
    rng = np.random.default_rng(3)
    walk = 100 + np.cumsum(rng.normal(0, 1, 24))
    found = forecast(walk, 4)
    assert found.method in ("naive", "theta")
    widths = [step.high_80 - step.low_80 for step in found.steps]
    assert widths == pytest.approx([widths[0] * np.sqrt(h) for h in range(1, 5)])
    # A season with values below 0 has no index, so that only last year can tell it.
    season = np.tile([-50, 40, -30, 20, -10, 90, 0, -70, 60, -20, 30, -60], 4)
    found = forecast(season + np.random.default_rng(8).normal(0, 1, 48), 14)
    assert found.method == "seasonal_naive"
    widths = [step.high_95 - step.low_95 for step in found.steps]
    assert widths == pytest.approx([widths[0]] * 14)
    assert found.steps[12].value == found.steps[0].value


def test_only_the_last_sixty_months_are_looked_at() -> None:
    rng = np.random.default_rng(5)
    history = rng.normal(100, 5, 60)
    assert forecast([*[1e6] * 9, *history], 2) == forecast(history, 2)


def test_a_forecast_stays_within_what_the_figure_can_be() -> None:
    rng = np.random.default_rng(11)
    found = forecast(np.abs(rng.normal(0.02, 0.03, 30)), 6, least=0, most=1)
    assert all(0 <= step.low_95 <= step.low_80 <= step.value for step in found.steps)
    found = forecast(1 - np.abs(rng.normal(0.02, 0.03, 30)), 6, least=0, most=1)
    assert all(step.value <= step.high_80 <= step.high_95 <= 1 for step in found.steps)


def test_a_worse_forecast_than_the_plain_guess_is_none_at_all() -> None:
    # A quiet year, then leaps: every method errs by far more than the figure used to move.
    assert forecast([100, 101] * 6 + [100, 300, 100, 300, 50, 400], 6) is None


def test_of_methods_that_err_alike_the_plainer_is_taken() -> None:
    # A year that repeats itself but for its level: last year is right to the last digit.
    year = np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8])
    history = np.concatenate([year, year + 1, year + 1])
    assert forecast(history, 1).method == "seasonal_naive"
    assert forecast(history, 1).mase == 0


@pytest.mark.parametrize("seed", range(5))
def test_theta_agrees_with_another_way_to_compute_it(seed: int) -> None:
    """Simple exponential smoothing in closed form, the line by numpy's polynomial fit."""
    values = np.random.default_rng(seed).normal(50, 9, 30)
    months = np.arange(1, 31)
    line = np.polynomial.Polynomial.fit(months, values, 1)
    second = 2 * values - line(months)
    best = None
    for constant in [number / 20 for number in range(1, 20)]:
        weights = [constant * (1 - constant) ** k for k in range(30)]
        levels = [
            (1 - constant) ** t * second[0]
            + sum(weights[t - i] * second[i] for i in range(1, t + 1))
            for t in range(30)
        ]
        squares = sum((second[t] - levels[t - 1]) ** 2 for t in range(1, 30))
        if best is None or squares < best[0] * (1 - 1e-9):
            best = squares, levels[-1]
    expected = [(line(30 + h) + best[1]) / 2 for h in range(1, 7)]
    assert forecasts.theta(values, 6) == pytest.approx(expected, rel=1e-10)
