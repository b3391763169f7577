"""Maximum likelihood for models with a few positive parameters, searched on their logarithms."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import minimize

# exp(-9) .. exp(9): beyond it a likelihood that is still rising gains less than any figure shows.
LOG_BOUND = 9.0
_NEWTON_STEPS = 20
_STEP = 1e-4

Likelihood = Callable[[np.ndarray], tuple[float, np.ndarray]]


def maximise(
    likelihood: Likelihood,
    starts: Sequence[Sequence[float]],
    sample: Likelihood | None = None,
    sample_share: float = 1.0,
) -> tuple[np.ndarray, float]:
    """Return the parameters of the greatest log-likelihood and that log-likelihood.

    L-BFGS-B from every start, then Newton steps from the best point, so that the result does not
    depend on where a quasi-Newton search happened to stop. No penalty is added. With a sample, all
    of that happens on the sample, and the whole is looked at a few times only: its gradient with
    the sample's curvature leads to the peak.

    Args:
        likelihood: From the logarithms of the parameters to (log-likelihood, its gradient by those
            logarithms).
        starts: Parameters to begin with; positive, one sequence per start.
        sample: The same function of a part of the data.
        sample_share: Share of the customers that the part holds.

    Raises:
        ValueError: If the likelihood is finite at none of the starts.

    """
    if sample is not None:
        near = np.log(maximise(sample, starts)[0])
        found = _followed(likelihood, near, curvature(sample, near) / sample_share)
        if found is not None:
            return np.exp(found[0]), found[1]
        starts = [np.exp(near)]

    def negative(point: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = likelihood(point)
        return (-value, -gradient) if np.isfinite(value) else (np.inf, np.zeros_like(point))

    best, best_value = None, -np.inf
    for start in starts:
        found = minimize(
            negative,
            np.log(start),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-LOG_BOUND, LOG_BOUND)] * len(start),
            options={"maxiter": 200, "ftol": 1e-11, "gtol": 1e-8},
        )
        if -found.fun > best_value:
            best, best_value = found.x, -found.fun
    if best is None:
        raise ValueError("the likelihood is finite at none of the starts")
    best, best_value = _polished(likelihood, best, best_value)
    return np.exp(best), best_value


def _followed(
    likelihood: Likelihood, point: np.ndarray, matrix: np.ndarray
) -> tuple[np.ndarray, float] | None:
    """Return peak and likelihood by steps of one fixed curvature; None where they do not settle."""
    if np.linalg.eigvalsh(matrix).max() >= 0:
        return None
    value, gradient = likelihood(point)
    for _ in range(_NEWTON_STEPS):
        step = np.linalg.solve(matrix, -gradient)
        if np.abs(step).max() < 1e-8:
            return point, value
        point = point + step
        ahead, gradient = likelihood(point)
        if not ahead > value - 1e-9 * abs(value) or np.abs(point).max() > LOG_BOUND:
            return None
        value = ahead
    return None


def weighted_sum(weights: np.ndarray, values: np.ndarray) -> float:
    """Return the sum of products.

    It is the same to the last bit on any number of threads, unlike that of a BLAS.
    """
    return float(np.sum(weights * values))


def curvature(likelihood: Likelihood, point: np.ndarray) -> np.ndarray:
    """Return the matrix of second derivatives at ``point`` (logarithms).

    By differences of the gradient.
    """
    columns = []
    for step in np.eye(len(point)) * _STEP:
        ahead, behind = likelihood(point + step)[1], likelihood(point - step)[1]
        columns.append((ahead - behind) / (2 * _STEP))
    matrix = np.array(columns)
    return (matrix + matrix.T) / 2


def _polished(likelihood: Likelihood, point: np.ndarray, value: float) -> tuple[np.ndarray, float]:
    """Return the point after Newton steps.

    None of them lowers the likelihood or leaves the bounds.
    """
    for _ in range(_NEWTON_STEPS):
        if np.abs(point).max() >= LOG_BOUND:
            break  # at the wall: the data do not tell how far away the peak is
        gradient = likelihood(point)[1]
        matrix = curvature(likelihood, point)
        if np.linalg.eigvalsh(matrix).max() >= 0:
            break  # on a ridge: there is no peak to step to
        step = np.linalg.solve(matrix, -gradient)
        ahead = np.clip(point + step, -LOG_BOUND, LOG_BOUND)
        ahead_value = likelihood(ahead)[0]
        if not ahead_value > value:
            break
        point, value = ahead, ahead_value
        if np.abs(step).max() < 1e-9:
            break
    return point, value
