"""Intervals of paired differences, by Student's own figures."""

from fractions import Fraction

import pytest

from estimators.paired import paired_interval

# Hours of sleep gained by two drugs, the same ten patients (Student 1908; R's data set sleep).
FIRST = ["0.7", "-1.6", "-0.2", "-1.2", "-0.1", "3.4", "3.7", "0.8", "0", "2"]
SECOND = ["1.9", "0.8", "1.1", "0.1", "-0.1", "4.4", "5.5", "1.6", "4.6", "3.4"]


def test_students_sleep() -> None:
    gaps = [Fraction(b) - Fraction(a) for a, b in zip(FIRST, SECOND, strict=True)]
    low, high = paired_interval(len(gaps), sum(gaps), sum(gap**2 for gap in gaps))
    assert sum(gaps) / len(gaps) == Fraction("1.58")
    # As R prints t.test(..., paired = TRUE).
    assert low == pytest.approx(0.7001142, abs=5e-8)
    assert high == pytest.approx(2.4598858, abs=5e-8)


@pytest.mark.parametrize("sums", [(0, 0, 0), (1, 3, 9), (3, 6, 12), (2, 0, 0)])
def test_no_interval_without_pairs_or_spread(sums: tuple[int, int, int]) -> None:
    assert paired_interval(*sums) == (None, None)


def test_two_pairs_have_one_degree_of_freedom() -> None:
    # 0 and 2: mean 1, s = sqrt(2), t(.975, 1) = 12.7062047.
    assert paired_interval(2, 2, 4) == pytest.approx((1 - 12.7062047, 1 + 12.7062047))
