"""What the same people say twice: the mean of the differences and how sure it is.

Source: Student (1908), The probable error of a mean, Biometrika 6(1), 1-25.
"""

import math
from fractions import Fraction
from typing import NamedTuple

from scipy.special import stdtrit


class Interval(NamedTuple):
    """Ends of a 95 % interval; None where the data do not tell."""

    low: float | None
    high: float | None


def paired_interval(
    count: int, total: Fraction | int, squares: Fraction | int, level: float = 0.95
) -> Interval:
    """Return the interval of the mean of paired differences, after Student.

    Args:
        count: Pairs.
        total: Sum of the differences, exact.
        squares: Sum of the squared differences, exact: a spread of 0 must be seen as such.
        level: Chance of holding the mean.

    Returns:
        mean -/+ t * s / sqrt(n) with n - 1 degrees of freedom; None with fewer than two pairs, and
        where all differences are equal.

    """
    if count < 2:
        return Interval(None, None)
    total = Fraction(total)
    variance = (Fraction(squares) - total**2 / count) / (count - 1)
    if variance <= 0:
        return Interval(None, None)
    reach = float(stdtrit(count - 1, (1 + level) / 2)) * math.sqrt(variance / count)
    return Interval(float(total / count) - reach, float(total / count) + reach)
