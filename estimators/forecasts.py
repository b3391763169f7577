"""What a monthly figure will be: a few plain methods, judged on the months they had not seen.

Sources:
    V. Assimakopoulos, K. Nikolopoulos (2000), The theta model: a decomposition approach to
    forecasting, International Journal of Forecasting 16, 521-530.
    R. J. Hyndman, A. B. Koehler (2006), Another look at measures of forecast accuracy,
    International Journal of Forecasting 22, 679-688 (mase).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

YEAR = 12
LEAST_MONTHS = 12
MOST_MONTHS = 60
# From so many months on a year of them is kept back for judging, else half a year.
LONG_HISTORY = 36
# No forecast is better than one whose errors exceed those of the plain guess by half.
WORST_ERROR = 1.5
CONSTANTS = np.arange(1, 20) / 20
# Student's quantiles .9 and .975 by the number of errors behind them.
QUANTILES = {6: (1.439756, 2.446912), 12: (1.356217, 2.178813)}


@dataclass(frozen=True)
class Step:
    """One month ahead: the value with its 80 % and 95 % interval, in the metric's own unit."""

    horizon: int
    value: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float


@dataclass(frozen=True)
class Forecast:
    """The forecast of one metric.

    Attributes:
        method: naive, seasonal_naive, theta or seasonal_theta.
        mase: Mean absolute error of its test forecasts, one month ahead each, over the mean
            absolute change of the months before them.
        naive_mase: The same of the plain guess: last month's value, with two years of months
            that of the same month a year before.
        month_count: Months of history.
        steps: The months ahead, the next one first.

    """

    method: str
    mase: float
    naive_mase: float
    month_count: int
    steps: tuple[Step, ...]


def forecast(
    history: Sequence[float], ahead: int, least: float | None = None, most: float | None = None
) -> Forecast | None:
    """Forecast a monthly figure by the method that erred least on its last months.

    Args:
        history: The values of consecutive months, the oldest first; of more than 60 the last.
        ahead: Months to forecast.
        least: What the figure can never fall below; None without such a bound.
        most: What it can never exceed.

    Returns:
        None with fewer than 12 months, where the months before the test are all alike, and where
        even the best method errs by more than 1.5 times their usual change.

    """
    values = np.asarray(history, dtype=float)[-MOST_MONTHS:]
    count = len(values)
    if count < LEAST_MONTHS:
        return None
    tested = 12 if count >= LONG_HISTORY else 6
    lag = YEAR if count >= 2 * YEAR else 1
    known = values[: count - tested]
    scale = float(np.mean(np.abs(known[lag:] - known[:-lag])))
    if scale == 0:
        return None
    errors, mases = {}, {}
    for name, method in _candidates(values, tested).items():
        errors[name] = np.array(
            [method(values[:m], 1)[0] - values[m] for m in range(count - tested, count)]
        )
        mases[name] = round(float(np.mean(np.abs(errors[name]))) / scale, 9)
    best = min(mases, key=mases.get)  # of equals the first
    if not mases[best] <= WORST_ERROR:
        return None
    deviation = math.sqrt(float(np.mean(np.square(errors[best]))))
    steps = []
    for horizon, value in enumerate(METHODS[best](values, ahead).tolist(), 1):
        spread = deviation * (1 if best == "seasonal_naive" else math.sqrt(horizon))
        near, far = (quantile * spread for quantile in QUANTILES[tested])
        kept = [
            _kept(bound, least, most)
            for bound in (value, value - near, value + near, value - far, value + far)
        ]
        steps.append(Step(horizon, *kept))
    plain = "seasonal_naive" if lag == YEAR else "naive"
    return Forecast(best, mases[best], mases[plain], count, tuple(steps))


def naive(values: np.ndarray, ahead: int) -> np.ndarray:
    """Return the last value for every month ahead."""
    return np.repeat(values[-1], ahead)


def seasonal_naive(values: np.ndarray, ahead: int) -> np.ndarray:
    """Return the last known value of the same calendar month, for every month ahead."""
    return np.resize(values[-YEAR:], ahead)


def theta(values: np.ndarray, ahead: int) -> np.ndarray:
    """Return the mean of the trend and of the smoothed doubled distance from it.

    Args:
        values: Months, the oldest first; two at least.
        ahead: Months to forecast.

    """
    count = len(values)
    months = np.arange(1, count + 1)
    centred = months - (count + 1) / 2
    slope = float(np.sum(centred * values) / np.sum(np.square(centred)))
    start = float(np.mean(values)) - slope * (count + 1) / 2
    level = _last_level(2 * values - (start + slope * months))
    return (start + slope * (count + np.arange(1, ahead + 1)) + level) / 2


def seasonal_theta(values: np.ndarray, ahead: int) -> np.ndarray:
    """Return theta of the values without their season, times the season of the month ahead.

    Args:
        values: Months, the oldest first; two years at least, all above 0.
        ahead: Months to forecast.

    """
    index = _seasonal_indices(values)
    season = np.resize(index, len(values) + ahead)
    return theta(values / season[: len(values)], ahead) * season[len(values) :]


Method = Callable[[np.ndarray, int], np.ndarray]
# In the order in which they are preferred where they err alike.
METHODS: dict[str, Method] = {
    "naive": naive,
    "seasonal_naive": seasonal_naive,
    "theta": theta,
    "seasonal_theta": seasonal_theta,
}


def _candidates(values: np.ndarray, tested: int) -> dict[str, Method]:
    """Return the methods that a history is long enough for, every test forecast included."""
    names = ["naive", "theta"]
    if len(values) >= 2 * YEAR:
        names.append("seasonal_naive")
    if len(values) - tested >= 2 * YEAR and np.all(values > 0):
        names.append("seasonal_theta")
    return {name: method for name, method in METHODS.items() if name in names}


def _last_level(values: np.ndarray) -> float:
    """Return the last level of simple exponential smoothing with the constant that errs least."""
    levels = np.full(len(CONSTANTS), values[0])
    squares = np.zeros(len(CONSTANTS))
    for value in values[1:]:
        error = value - levels
        squares += np.square(error)
        levels += CONSTANTS * error
    # Constants that err alike but for rounding are ties: the lesser one.
    return float(levels[np.argmax(squares <= np.min(squares) * (1 + 1e-9))])


def _seasonal_indices(values: np.ndarray) -> np.ndarray:
    """Return the index of each calendar month, from that of the first value on; mean 1."""
    weights = np.array([0.5, *[1] * (YEAR - 1), 0.5]) / YEAR
    trend = np.convolve(values, weights, mode="valid")
    ratios = values[YEAR // 2 : len(values) - YEAR // 2] / trend
    months = (np.arange(len(ratios)) + YEAR // 2) % YEAR
    means = np.array([ratios[months == month].mean() for month in range(YEAR)])
    return means / means.mean()


def _kept(value: float, least: float | None, most: float | None) -> float:
    """Return a value within what the figure can be."""
    value = value if least is None else max(value, least)
    return value if most is None else min(value, most)
