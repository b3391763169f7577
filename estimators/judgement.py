"""How good probabilities were once it was known what happened, beside those of a plainer guess.

Arrays in, figures out; what there is nothing to compute from is None.

Sources:
    D. R. Cox (1958), Two further applications of a model for binary regression, Biometrika 45,
    562-565 (calibration).
    K.-Y. Liang, S. L. Zeger (1986), Longitudinal data analysis using generalized linear models,
    Biometrika 73, 13-22 (rows of one customer belong together).
"""

import numpy as np
from scipy.special import expit, logit
from scipy.stats import rankdata

NORMAL = 1.959964
TENTHS = 10
_LEAST = 1e-9
_MOST_STEPS = 200
# Names of the card in its order; those of two models have a suffix of each.
COUNTS = ("holdout_row_count", "holdout_leaver_count")
OF_BOTH = ("auc", "log_loss", "brier", "top_decile_lift")
OF_MODEL = ("calibration_intercept", "calibration_slope", "expected_calibration_error")
OF_GAIN = ("log_loss_gain", "log_loss_gain_ci_low", "log_loss_gain_ci_high")


def auc(probabilities: np.ndarray, left: np.ndarray) -> float | None:
    """Return how often a leaver was told a greater probability than a stayer, ties half."""
    leavers, stayers = int(left.sum()), int(len(left) - left.sum())
    if not leavers or not stayers:
        return None
    # Ranks of the mean are halves: their sum is exact.
    ranks = float(rankdata(probabilities)[left].sum())
    return (ranks - leavers * (leavers + 1) / 2) / (leavers * stayers)


def losses(probabilities: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Return each row's natural log loss; nothing is taken for more certain than 1e-9."""
    kept = np.clip(probabilities, _LEAST, 1 - _LEAST)
    return -np.log(np.where(left, kept, 1 - kept))


def top_lift(probabilities: np.ndarray, left: np.ndarray) -> float | None:
    """Return the share of leavers in the tenth of greatest probability / that of all.

    Rows tied at its last place share it; None without leavers.
    """
    if not left.any():
        return None
    places = -(-len(left) // TENTHS)
    last = np.partition(probabilities, -places)[-places]
    above, tied = probabilities > last, probabilities == last
    shared = (places - above.sum()) * left[tied].sum() / tied.sum()
    return float((left[above].sum() + shared) / places / left.mean())


def calibration(probabilities: np.ndarray, left: np.ndarray) -> tuple[float, float] | None:
    """Return intercept and slope of a logistic regression of what happened on the logit.

    By maximum likelihood; None where leavers and stayers do not overlap, so that there is none.
    """
    x = logit(np.clip(probabilities, _LEAST, 1 - _LEAST))
    if not left.any() or left.all():
        return None
    if not (x[left].min() < x[~left].max() and x[~left].min() < x[left].max()):
        return None
    # About its mean and in units of its spread: no power of a number vanishes beside another.
    middle, spread = float(x.mean()), float(x.std())
    z = np.column_stack([np.ones(len(x)), (x - middle) / spread])

    def loss(at: np.ndarray) -> float:
        return float(np.logaddexp(0, np.where(left, -1, 1) * (z @ at)).sum())

    share = left.mean()
    point = np.array([np.log(share / (1 - share)), 0.0])
    for _ in range(_MOST_STEPS):
        told = expit(z @ point)
        gradient = z.T @ (told - left)
        try:
            step = np.linalg.solve((z * (told * (1 - told))[:, None]).T @ z, gradient)
        except np.linalg.LinAlgError:
            break  # So flat that numbers tell no curvature: the gradient has gone before it.
        while loss(point - step) > loss(point) * (1 + 1e-12) and np.abs(step).max() > 1e-15:
            step = step / 2
        point = point - step
        if np.abs(step).max() < 1e-13:
            break
    slope = point[1] / spread
    return float(point[0] - slope * middle), float(slope)


def tenths(count: int) -> np.ndarray:
    """Return 1 to 10 of so many rows in order, as even as they go."""
    return 1 + TENTHS * np.arange(count) // max(count, 1)


def calibration_error(probabilities: np.ndarray, left: np.ndarray) -> float | None:
    """Return by how much tenths were wrong on average; rows in order of probability."""
    if not len(left):
        return None
    place = tenths(len(left)) - 1
    told = np.bincount(place, probabilities, TENTHS)
    happened = np.bincount(place, left, TENTHS)
    return float(np.abs(told - happened).sum() / len(left))


def gain(
    probabilities: np.ndarray, plain: np.ndarray, left: np.ndarray, customers: np.ndarray
) -> tuple[float | None, float | None, float | None]:
    """Return the mean of plain loss - loss with its 95 % interval; rows of a customer are one.

    Args:
        probabilities: Of the model, for each row.
        plain: Of the plain guess.
        left: What happened.
        customers: Number of the row's customer, from 0.

    """
    count = len(left)
    if not count:
        return None, None, None
    gains = losses(plain, left) - losses(probabilities, left)
    mean = float(gains.mean())
    groups = int(customers.max()) + 1
    if groups < 2:
        return mean, None, None
    sums = np.bincount(customers, gains - mean, groups)
    reach = NORMAL * float(np.sqrt(groups / (groups - 1) * (sums**2).sum())) / count
    return mean, mean - reach, mean + reach


def card(
    probabilities: np.ndarray | None,
    plain: np.ndarray,
    left: np.ndarray,
    customers: np.ndarray,
    min_each: int,
) -> dict[str, float | None]:
    """Return name -> figure of the hold-out, rows in order of (probability, customer, snapshot).

    Args:
        probabilities: Of the fit; None without one.
        plain: Of the plain guess.
        left: What happened.
        customers: Number of the row's customer, from 0.
        min_each: Leavers, and stayers, without which nothing is published.

    """
    count, leavers = len(left), int(left.sum())
    found: dict[str, float | None] = dict(zip(COUNTS, (float(count), float(leavers)), strict=True))
    for suffix, told in (("model", probabilities), ("baseline", plain)):
        is_known = told is not None and count > 0
        figures = (None,) * len(OF_BOTH)
        if is_known:
            figures = (
                auc(told, left),
                float(losses(told, left).mean()),
                float(((told - left) ** 2).mean()),
                top_lift(told, left),
            )
        found |= {f"{name}_{suffix}": f for name, f in zip(OF_BOTH, figures, strict=True)}
    found |= dict.fromkeys((*OF_MODEL, *OF_GAIN))
    is_better = False
    if probabilities is not None and count:
        line = calibration(probabilities, left) or (None, None)
        error = calibration_error(probabilities, left)
        found |= dict(zip(OF_MODEL, (*line, error), strict=True))
        found |= dict(zip(OF_GAIN, gain(probabilities, plain, left, customers), strict=True))
        low, ours, theirs = (
            found[name] for name in ("log_loss_gain_ci_low", "auc_model", "auc_baseline")
        )
        is_better = (
            min(leavers, count - leavers) >= min_each
            and low is not None
            and low > 0
            and ours is not None
            and ours > max(theirs, 0.5)
        )
    return found | {"is_published": float(is_better)}
