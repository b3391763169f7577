"""Maximum likelihood for models with a few positive parameters, searched on the logarithms of the parameters."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import minimize

# exp(-9) .. exp(9): beyond it a likelihood that is still rising gains less than any figure shows.
LOG_BOUND = 9.0
_NEWTON_STEPS = 20
_STEP = 1e-4

Likelihood = Callable[[np.ndarray], tuple[float, np.ndarray]]


def maximise(likelihood: Likelihood, starts: Sequence[Sequence[float]]) -> tuple[np.ndarray, float]:
    """Return the parameters of the greatest log-likelihood and that log-likelihood.

    L-BFGS-B from every start, then Newton steps from the best point, so that the result does not depend on where a
    quasi-Newton search happened to stop. No penalty is added.

    Args:
        likelihood: From the logarithms of the parameters to (log-likelihood, its gradient by those logarithms).
        starts: Parameters to begin with; positive, one sequence per start.

    Raises:
        ValueError: If the likelihood is finite at none of the starts.
    """

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
            options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-8},
        )
        if -found.fun > best_value:
            best, best_value = found.x, -found.fun
    if best is None:
        raise ValueError("the likelihood is finite at none of the starts")
    best, best_value = _polished(likelihood, best, best_value)
    return np.exp(best), best_value


def curvature(likelihood: Likelihood, point: np.ndarray) -> np.ndarray:
    """Return the matrix of second derivatives at ``point`` (logarithms), by differences of the gradient."""
    columns = []
    for step in np.eye(len(point)) * _STEP:
        ahead, behind = likelihood(point + step)[1], likelihood(point - step)[1]
        columns.append((ahead - behind) / (2 * _STEP))
    matrix = np.array(columns)
    return (matrix + matrix.T) / 2


def _polished(
    likelihood: Likelihood, point: np.ndarray, value: float
) -> tuple[np.ndarray, float]:
    """Return the point after Newton steps, none of which lowers the likelihood or leaves the bounds."""
    for _ in range(_NEWTON_STEPS):
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
