"""Survey weights that give a sample the known shares of its population.

Raking, or iterative proportional fitting: for one attribute after the other the weights of each
group are scaled to the group's share, round after round, until nothing moves. Of all tables with
these margins it is the one that keeps the cross-product ratios of the starting weights.

Sources:
    W. E. Deming, F. F. Stephan (1940), On a least squares adjustment of a sampled frequency table
    when the expected marginal totals are known, Annals of Mathematical Statistics 11(4), 427-444.
    L. Kish (1965), Survey Sampling (the design effect of unequal weights).
"""

from collections.abc import Mapping, Sequence

import numpy as np

CONVERGED = 1e-10
MAX_ROUNDS = 1000


def rake(
    weights: Sequence[float],
    counts: Sequence[int],
    margins: Sequence[tuple[Sequence[str | None], Mapping[str, float]]],
) -> np.ndarray:
    """Return the weight of a respondent of each cell, with the margins of the population.

    Args:
        weights: Starting weight of each respondent of a cell, 0 or more.
        counts: Respondents of each cell, all alike in weight and attributes.
        margins: Per attribute, in the order in which they are fitted, each cell's value and the
            population's shares by value. Values without a share above 0, and None, are one group
            that keeps its share of the starting weights; the targets are scaled to what is left,
            as far as somebody stands for them.

    Returns:
        Weights that sum to what the starting weights sum to. Margins that contradict each other
        end after 1,000 rounds where they are.

    """
    counts = np.asarray(counts, dtype=float)
    start = np.asarray(weights, dtype=float)
    total = float(start @ counts)
    if total <= 0:
        return start
    fitted = [_grouped(start * counts / total, *margin) for margin in margins]
    current = start
    for _ in range(MAX_ROUNDS):
        before = current
        for groups, shares in fitted:
            sums = np.bincount(groups, current * counts, len(shares))
            scale = np.divide(shares * total, sums, out=np.zeros_like(sums), where=sums > 0)
            current = current * scale[groups]
        if np.abs(current - before).max() < CONVERGED:
            break
    return current


def trimmed(weights: np.ndarray, counts: Sequence[int], cap: float) -> np.ndarray:
    """Return weights cut to ``cap`` times their mean, once, that sum to the respondents.

    Where they sum to 0, everybody weighs 1.
    """
    counts = np.asarray(counts, dtype=float)
    respondents = counts.sum()
    total = float(weights @ counts)
    if total <= 0:
        return np.ones(len(counts))
    cut = np.minimum(weights, cap * total / respondents)
    return cut * (respondents / float(cut @ counts))


def _grouped(
    start_shares: np.ndarray, values: Sequence[str | None], targets: Mapping[str, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the group of each cell and the share each group comes to; the last is the rest."""
    present = sorted(
        {
            value
            for value, share in zip(values, start_shares, strict=True)
            if value is not None and share > 0 and targets.get(value, 0) > 0
        }
    )
    number = {value: place for place, value in enumerate(present)}
    groups = np.array([number.get(value, len(present)) for value in values], dtype=np.int64)
    rest = float(start_shares[groups == len(present)].sum())
    known = sum(targets[value] for value in present)
    shares = [targets[value] / known * (1 - rest) for value in present]
    return groups, np.array([*shares, rest])
