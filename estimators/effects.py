"""What a measure did: groups compared with a control, and days compared with other days.

Everything is computed from sums that SQL has made. They are exact fractions, so that groups in
which everybody is alike have a variance of exactly 0 and no noise of rounding is taken for one.

Sources:
    R. G. Newcombe (1998), Interval estimation for the difference between independent proportions:
    comparison of eleven methods, Statistics in Medicine 17, 873-890 (method 10).
    B. L. Welch (1947), The generalization of Student's problem when several different population
    variances are involved, Biometrika 34, 28-35.
    F. E. Satterthwaite (1946), An approximate distribution of estimates of variance components,
    Biometrics Bulletin 2, 110-114.
    A. Deng, Y. Xu, R. Kohavi, T. Walker (2013), Improving the sensitivity of online controlled
    experiments by utilizing pre-experiment data, WSDM (CUPED).
    W. G. Cochran (1977), Sampling techniques, chapter 6 (ratio estimators).
    A. Fabijan et al. (2019), Diagnosing sample ratio mismatch in online controlled experiments,
    KDD.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from scipy.special import betainc, chdtrc, stdtrit

# Normal quantile behind every 95 % interval, and the one of 80 % power.
NORMAL = 1.959964
POWER = 0.841621
LEAST_EXPECTED = 5


class Test(NamedTuple):
    """A difference with its 95 % interval and p-value; None where the data do not tell."""

    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None


@dataclass(frozen=True)
class Sums:
    """Sums over a group's customers: ``y`` is what they bought, ``x`` what they had before.

    Attributes:
        count: Customers.
        x: Sum of x; ``xx`` of its squares, ``xy`` of the products; likewise ``y`` and ``yy``.

    """

    count: int
    x: Fraction = Fraction(0)
    xx: Fraction = Fraction(0)
    xy: Fraction = Fraction(0)
    y: Fraction = Fraction(0)
    yy: Fraction = Fraction(0)

    def __add__(self, other: "Sums") -> "Sums":
        """Return the sums over both groups together."""
        names = ("count", "x", "xx", "xy", "y", "yy")
        return Sums(*(getattr(self, name) + getattr(other, name) for name in names))

    def less(self, theta: Fraction) -> "Sums":
        """Return the sums of y - theta * x in place of y."""
        return Sums(
            self.count,
            y=self.y - theta * self.x,
            yy=self.yy - 2 * theta * self.xy + theta**2 * self.xx,
        )

    @property
    def mean(self) -> Fraction:
        """Mean of y."""
        return self.y / self.count

    @property
    def error(self) -> Fraction:
        """Squared standard error of the mean of y; two customers at least."""
        return (self.yy - self.y**2 / self.count) / (self.count - 1) / self.count


@dataclass(frozen=True)
class Window:
    """Sums over the days of a window, of a figure that is a numerator by a denominator.

    Attributes:
        count: Days.
        n: Sum of numerators; ``nn`` of their squares, ``nd`` of the products; likewise ``d``.

    """

    count: int
    n: Fraction
    d: Fraction
    nn: Fraction
    nd: Fraction
    dd: Fraction

    @property
    def value(self) -> Fraction | None:
        """The figure over all days; None where the denominators are 0."""
        return self.n / self.d if self.d else None

    @property
    def error(self) -> Fraction:
        """Squared standard error of the value, days as units: the ratio estimator's."""
        value = self.value
        rest = self.nn - 2 * value * self.nd + value**2 * self.dd
        return Fraction(self.count, self.count - 1) * rest / self.d**2


def wilson_limits(successes: int, trials: int) -> tuple[float, float]:
    """Return Wilson's limits of a share; one that is 0 or 1 is a limit itself, exactly."""
    z, misses = NORMAL, trials - successes
    middle = successes + z * z / 2
    reach = z * math.sqrt(successes * misses / trials + z * z / 4)
    low = 0.0 if successes == 0 else max((middle - reach) / (trials + z * z), 0.0)
    high = 1.0 if misses == 0 else min((middle + reach) / (trials + z * z), 1.0)
    return low, high


def newcombe_interval(
    treated_successes: int, treated: int, control_successes: int, control: int
) -> tuple[float, float] | None:
    """Return the 95 % score interval of a difference of two rates; None where a group is empty."""
    if not treated or not control:
        return None
    p1, p0 = treated_successes / treated, control_successes / control
    low1, high1 = wilson_limits(treated_successes, treated)
    low0, high0 = wilson_limits(control_successes, control)
    difference = p1 - p0
    return (
        difference - math.hypot(p1 - low1, high0 - p0),
        difference + math.hypot(high1 - p1, p0 - low0),
    )


def rates_p_value(
    treated_successes: int, treated: int, control_successes: int, control: int
) -> float | None:
    """Return the two-sided p-value of the z-test with the pooled rate, Pearson's chi-square.

    None where a group is empty, or where nobody or everybody succeeded.
    """
    successes, everybody = treated_successes + control_successes, treated + control
    if not treated or not control or successes in (0, everybody):
        return None
    pooled = successes / everybody
    z = treated_successes / treated - control_successes / control
    z /= math.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / control))
    return math.erfc(abs(z) / math.sqrt(2))


def detectable_difference(treated: int, control_successes: int, control: int) -> float | None:
    """Return the true difference that a test of these sizes finds with 80 % probability.

    By the normal approximation with the control's variance (Kohavi, Tang, Xu 2020, chapter 17);
    None where a group is empty or the control's rate is 0 or 1.
    """
    if not treated or control_successes in (0, control):
        return None
    rate = control_successes / control
    return (NORMAL + POWER) * math.sqrt(rate * (1 - rate) * (1 / treated + 1 / control))


def t_test(difference: Fraction, errors: Sequence[Fraction], freedoms: Sequence[int]) -> Test:
    """Return interval and p-value of a sum of independent means whose squared errors add up.

    With two means this is Welch's test; degrees of freedom are Welch's and Satterthwaite's.

    Args:
        difference: The estimate.
        errors: Squared standard error of each mean.
        freedoms: Degrees of freedom of each.

    """
    total = sum(errors)
    if total <= 0:
        return Test(float(difference), None, None, None)
    # As shares of the total: what is small would vanish when it is squared.
    shares = [float(error / total) for error in errors]
    freedom = 1 / sum(s * s / f for s, f in zip(shares, freedoms, strict=True))
    error = math.sqrt(total)
    reach = float(stdtrit(freedom, 0.975)) * error
    t = float(difference) / error
    p_value = float(betainc(freedom / 2, 0.5, freedom / (freedom + t * t)))
    return Test(float(difference), float(difference) - reach, float(difference) + reach, p_value)


def welch(treated: Sums, control: Sums) -> Test:
    """Return the difference of the means of y with Welch's interval and p-value.

    Only the difference where a group has fewer than two customers or nobody differs; nothing where
    a group is empty.
    """
    if not treated.count or not control.count:
        return Test(None, None, None, None)
    difference = treated.mean - control.mean
    if min(treated.count, control.count) < 2:
        return Test(float(difference), None, None, None)
    errors = (treated.error, control.error)
    return t_test(difference, errors, (treated.count - 1, control.count - 1))


def adjusted(treated: Sums, control: Sums) -> tuple[Sums, Sums]:
    """Return both groups after CUPED took out what x tells of y.

    theta is cov(x, y) / var(x) over both groups together, 0 where all x are alike. The mean of x
    over both groups, which CUPED adds again, is the same in both and left out: no difference
    depends on it.
    """
    both = treated + control
    theta = Fraction(0)
    if both.count:
        spread = both.xx - both.x**2 / both.count
        if spread:
            theta = (both.xy - both.x * both.y / both.count) / spread
    return treated.less(theta), control.less(theta)


def variance_reduction(treated: Sums, control: Sums) -> float | None:
    """Return by which share CUPED lowers the squared standard error; None where there is none."""
    if min(treated.count, control.count) < 2:
        return None
    before = treated.error + control.error
    after = [group.error for group in adjusted(treated, control)]
    return float(1 - sum(after) / before) if before else None


def sample_ratio_p_value(counts: Sequence[int], shares: Sequence[Fraction | None]) -> float | None:
    """Return whether groups are as large as planned: the p-value of Pearson's chi-square.

    None for fewer than two groups, without a share above 0 for each, or where fewer than 5
    customers are expected in one.

    Args:
        counts: Customers of each variant, control too.
        shares: Planned share of each; scaled to add up to 1.

    """
    if len(counts) < 2 or any(share is None or share <= 0 for share in shares):
        return None
    whole, everybody = sum(shares), sum(counts)
    expected = [everybody * share / whole for share in shares]
    if min(expected) < LEAST_EXPECTED:
        return None
    square = sum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True))
    return float(chdtrc(len(counts) - 1, float(square)))


def change(windows: Sequence[Window | None], signs: Sequence[int]) -> Test:
    """Return the sum of signed values of windows with interval and p-value, days as units.

    Args:
        windows: After and before; with the rest's after and before it is the difference in
            differences. None stands for a window without data.
        signs: +1 or -1 of each.

    """
    if any(window is None or window.value is None for window in windows):
        return Test(None, None, None, None)
    difference = sum(s * window.value for s, window in zip(signs, windows, strict=True))
    if any(window.count < 2 for window in windows):
        return Test(float(difference), None, None, None)
    return t_test(difference, [w.error for w in windows], [w.count - 1 for w in windows])
