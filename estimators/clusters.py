"""Groups of alike customers by k-means, whose numbers stay put from one run to the next.

Plain Lloyd iterations from k-means++ starts (D. Arthur, S. Vassilvitskii, k-means++, SODA 2007).
Written out because the result must be the same for any order of rows and any number of threads:
equal points are counted once, and every sum is taken in the order of the sorted points.
"""

import numpy as np

_STARTS = 4
_ITERATIONS = 100
_MAX_POINTS = 20_000
_CELL = 0.1


def cluster_points(
    features: np.ndarray, rank_by: np.ndarray, cluster_count: int = 5, seed: int = 20260401
) -> np.ndarray:
    """Return the cluster of each row, 1 = the cluster with the least mean of ``rank_by``.

    Args:
        features: One row per customer; columns are scaled to mean 0 and deviation 1 here.
        rank_by: What the clusters are numbered by.
        cluster_count: Number of clusters; fewer where there are fewer distinct rows.
        seed: Of the starts.

    Returns:
        Integers 1 .. number of clusters, one per row; empty for no rows.

    """
    features = np.asarray(features, dtype=float)
    if len(features) == 0:
        return np.empty(0, dtype=int)
    scaled = _scaled(features)
    points, weights = _weighted(scaled)
    centres = _centres(
        points, weights, min(cluster_count, len(points)), np.random.default_rng(seed)
    )
    label = _nearest(scaled, centres)[0]
    order = np.lexsort((rank_by, label))
    sums = np.bincount(
        label[order], weights=np.asarray(rank_by, dtype=float)[order], minlength=len(centres)
    )
    sizes = np.bincount(label, minlength=len(centres))
    means = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    number = np.empty(len(centres), dtype=int)
    number[np.argsort(means, kind="stable")] = np.arange(1, len(centres) + 1)
    return number[label]


def _scaled(features: np.ndarray) -> np.ndarray:
    """Return the columns at mean 0 and deviation 1; a column that does not vary becomes 0."""
    ordered = np.sort(features, axis=0)
    deviation = ordered.std(axis=0)
    return (features - ordered.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)


def _weighted(scaled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return distinct points with their numbers; many points are gathered in small cells first."""
    points, counts = (
        np.unique(scaled, axis=0, return_counts=True)
        if len(scaled) <= _MAX_POINTS
        else (None, None)
    )
    if points is None:
        points, counts = _cells(scaled)
    return points, counts.astype(float)


def _cells(scaled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the centres of the occupied cells, with the number of points in each."""
    cells = np.rint(scaled / _CELL).astype(np.int64)
    cells -= cells.min(axis=0)
    widths = cells.max(axis=0) + 1
    code = np.zeros(len(cells), dtype=np.int64)
    for column, width in zip(cells.T, widths, strict=True):
        code = code * width + column
    _, first, counts = np.unique(code, return_index=True, return_counts=True)
    return np.rint(scaled[first] / _CELL) * _CELL, counts


def _centres(
    points: np.ndarray, weights: np.ndarray, number: int, rng: np.random.Generator
) -> np.ndarray:
    """Return the centres of the start that ends with the least sum of squares."""
    best, best_cost = points[:number], np.inf
    for _ in range(_STARTS):
        centres = _spread_start(points, weights, number, rng)
        cost = np.inf
        for _ in range(_ITERATIONS):
            label, squares = _nearest(points, centres)
            new_cost = float(np.sum(weights * squares))
            sizes = np.bincount(label, weights=weights, minlength=number)
            sums = np.stack(
                [
                    np.bincount(label, weights=weights * column, minlength=number)
                    for column in points.T
                ],
                axis=1,
            )
            # A centre that lost all its points stays where it is.
            centres = np.where(
                sizes[:, None] > 0, sums / np.maximum(sizes, 1e-300)[:, None], centres
            )
            if cost - new_cost <= 1e-9 * new_cost:
                break
            cost = new_cost
        if new_cost < best_cost * (1 - 1e-9):
            best, best_cost = centres, new_cost
    return best


def _spread_start(
    points: np.ndarray, weights: np.ndarray, number: int, rng: np.random.Generator
) -> np.ndarray:
    """Return points drawn one after the other.

    The chance of a point grows with the distance to those drawn before.
    """
    chosen = [int(np.searchsorted(np.cumsum(weights), rng.random() * weights.sum(), side="right"))]
    squares = np.full(len(points), np.inf)
    while len(chosen) < number:
        squares = np.minimum(squares, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
        chance = np.cumsum(weights * squares)
        place = int(np.searchsorted(chance, rng.random() * chance[-1], side="right"))
        chosen.append(min(place, len(points) - 1))
    return points[chosen]


def _nearest(points: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest centre of each point and the squared distance.

    Of equally near centres it is the first.
    """
    best = np.zeros(len(points), dtype=int)
    squares = ((points - centres[0]) ** 2).sum(axis=1)
    for number, centre in enumerate(centres[1:], start=1):
        other = ((points - centre) ** 2).sum(axis=1)
        nearer = other < squares
        best[nearer] = number
        squares = np.where(nearer, other, squares)
    return best, squares
