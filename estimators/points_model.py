"""A table of points: who leaves, as a sum that anybody can add up by hand.

Each feature is cut into at most five intervals and one for the unknown; each interval has an
effect in log-odds. Effects and an intercept are those of a logistic regression with a ridge
penalty, fitted by Newton's method until its gradient is as good as 0: the optimum is unique, so
that nothing depends on where a search stops. Arrays in, arrays out.

Sources:
    A. E. Hoerl, R. W. Kennard (1970), Ridge regression: biased estimation for nonorthogonal
    problems, Technometrics 12, 55-67.
    S. le Cessie, J. C. van Houwelingen (1992), Ridge estimators in logistic regression, Applied
    Statistics 41, 191-201.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit, xlog1py, xlogy

PENALTY = 5.0
INTERVALS = 5
# What is asked of the gradient, and what is tried for: sums of millions are not exact to the last.
_TOLERANCE, _TARGET = 1e-8, 1e-11
_MOST_STEPS = 100
_MOST_HALVINGS = 40


@dataclass(frozen=True)
class Feature:
    """The points of a feature.

    Attributes:
        cuts: Lower bounds of the intervals but the first, rising.
        effects: Log-odds of each interval against the average of the training rows.
        shares: Share of the training rows in each.
        unknown_effect: The same where the value is not known; None where training knew all.
        unknown_share: Share of the training rows without a value.

    """

    cuts: np.ndarray
    effects: np.ndarray
    shares: np.ndarray
    unknown_effect: float | None
    unknown_share: float

    def points(self, values: np.ndarray) -> np.ndarray:
        """Return the effect of each value; NaN is not known."""
        places = np.searchsorted(self.cuts, values, side="right")
        places[np.isnan(values)] = len(self.effects)
        return np.append(self.effects, self.unknown_effect or 0.0)[places]


@dataclass(frozen=True)
class PointsModel:
    """Intercept and features; what was left out has no points.

    Attributes:
        intercept: Log-odds of the average customer.
        features: Name -> points, of the features with two intervals or more.

    """

    intercept: float
    features: dict[str, Feature]

    def points(self, name: str, values: np.ndarray) -> np.ndarray:
        """Return the effects of a feature's values, 0 where the fit left it out."""
        if name not in self.features:
            return np.zeros(len(values))
        return self.features[name].points(values)

    def probabilities(self, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the probability of each row, rounded to 9 decimals.

        Args:
            values: Feature -> value of each row, NaN where it is not known.

        """
        count = len(next(iter(values.values())))
        # Always added up in the same order: the last bits do not depend on who asks.
        log_odds = np.full(count, self.intercept)
        for name in sorted(self.features):
            log_odds += self.features[name].points(values[name])
        return np.round(expit(log_odds), 9)


def cuts_of(values: np.ndarray) -> np.ndarray:
    """Return the values at ranks ceil(n * j / 5) of those known, distinct and above the least."""
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return known
    ranks = [-(-len(known) * j // INTERVALS) for j in range(1, INTERVALS)]
    cuts = np.unique(known[np.array(ranks) - 1])
    return cuts[cuts > known[0]]


def fit(
    values: Mapping[str, np.ndarray], left: np.ndarray, min_rows: int, min_each: int
) -> PointsModel | None:
    """Return the points that the training rows teach, None where there are too few.

    Args:
        values: Feature -> value of each row, NaN where it is not known.
        left: Whether the customer of the row left.
        min_rows: Rows that a fit needs.
        min_each: Leavers, and stayers, that it needs.

    """
    count, leavers = len(left), int(np.sum(left))
    if count < min_rows or min(leavers, count - leavers) < min_each:
        return None
    names, cuts, codes, sizes = [], {}, [], []
    for name in sorted(values):
        column = np.asarray(values[name], dtype=float)
        found, unknown = cuts_of(column), np.isnan(column)
        interval_count = (len(found) + 1 if not unknown.all() else 0) + int(unknown.any())
        if interval_count < 2:
            continue
        places = np.searchsorted(found, column, side="right").astype(np.uint8)
        places[unknown] = interval_count - 1
        names.append(name)
        cuts[name] = found
        codes.append(places)
        sizes.append(interval_count)
    # Alike rows weigh once: the sums run over few of them, in one order whatever that of the rows.
    design = np.column_stack([*codes, np.asarray(left, dtype=np.uint8)])
    distinct, weights = np.unique(_as_bytes(design), return_counts=True)
    design = distinct.view(np.uint8).reshape(len(distinct), -1)
    fitted = _minimised(design[:, :-1], sizes, design[:, -1].astype(float), weights.astype(float))
    intercept, features = float(fitted[0]), {}
    ends = np.cumsum([1, *sizes])
    for place, name in enumerate(names):
        effects = fitted[ends[place] : ends[place + 1]]
        counts = np.bincount(codes[place], minlength=sizes[place])
        mean = float(effects @ counts) / count
        intercept += mean
        effects, shares = effects - mean, counts / count
        known = len(cuts[name]) + 1
        has_unknown = sizes[place] > known
        features[name] = Feature(
            cuts[name],
            effects[:known],
            shares[:known],
            float(effects[-1]) if has_unknown else None,
            float(shares[-1]) if has_unknown else 0.0,
        )
    return PointsModel(intercept, features)


def _as_bytes(rows: np.ndarray) -> np.ndarray:
    rows = np.ascontiguousarray(rows)
    return rows.view(np.dtype((np.void, rows.shape[1]))).ravel()


def _minimised(
    codes: np.ndarray, sizes: list[int], left: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Return intercept and effects that minimise loss and penalty, by Newton's method."""
    columns = [np.ascontiguousarray(codes[:, place]).astype(np.intp) for place in range(len(sizes))]
    starts = np.cumsum([1, *sizes])
    share = float(left @ weights) / float(weights.sum())
    point = np.zeros(starts[-1])
    point[0] = np.log(share / (1 - share))

    def log_odds(at: np.ndarray) -> np.ndarray:
        total = np.full(len(left), at[0])
        for place, column in enumerate(columns):
            total += at[starts[place] : starts[place + 1]][column]
        return total

    def loss(at: np.ndarray, probabilities: np.ndarray) -> float:
        told = xlogy(left, probabilities) + xlog1py(1 - left, -probabilities)
        return -float(told @ weights) + PENALTY * float(at[1:] @ at[1:])

    probabilities = expit(log_odds(point))
    value, best = loss(point, probabilities), np.inf
    for _ in range(_MOST_STEPS):
        gradient = _summed(columns, sizes, weights * (probabilities - left))
        gradient[1:] += 2 * PENALTY * point[1:]
        steepest = float(np.abs(gradient).max())
        # Near the end rounding alone is left: as far as it goes, and no further.
        if steepest < _TARGET or (steepest < _TOLERANCE and steepest >= best):
            break
        best = min(best, steepest)
        curvature = _crossed(columns, sizes, weights * probabilities * (1 - probabilities))
        curvature[np.arange(1, len(point)), np.arange(1, len(point))] += 2 * PENALTY
        step = cho_solve(cho_factor(curvature), gradient)
        for _ in range(_MOST_HALVINGS):
            nearer = point - step
            probabilities = expit(log_odds(nearer))
            nearer_value = loss(nearer, probabilities)
            if nearer_value <= value + 1e-9 * abs(value):
                break
            step = step / 2
        point, value = nearer, nearer_value
    return point


def _summed(columns: list[np.ndarray], sizes: list[int], amounts: np.ndarray) -> np.ndarray:
    sums = [np.bincount(c, amounts, n) for c, n in zip(columns, sizes, strict=True)]
    return np.concatenate([[amounts.sum()], *sums])


def _crossed(columns: list[np.ndarray], sizes: list[int], amounts: np.ndarray) -> np.ndarray:
    """Return the sum of amount * x * x' over the rows, x being 1 and the intervals as 0 and 1."""
    starts = np.cumsum([1, *sizes])
    crossed = np.zeros((starts[-1], starts[-1]))
    sums = _summed(columns, sizes, amounts)
    crossed[0], crossed[:, 0] = sums, sums
    crossed[np.arange(1, len(sums)), np.arange(1, len(sums))] = sums[1:]
    for one, other in combinations(range(len(sizes)), 2):
        pairs = columns[one] * sizes[other] + columns[other]
        block = np.bincount(pairs, amounts, sizes[one] * sizes[other])
        block = block.reshape(sizes[one], sizes[other])
        rows = slice(starts[one], starts[one + 1])
        across = slice(starts[other], starts[other + 1])
        crossed[rows, across] = block
        crossed[across, rows] = block.T
    return crossed
