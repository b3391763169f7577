"""The exact test against sums of binomial coefficients, and where nothing differs."""

import math

import pytest

from estimators import mcnemar


@pytest.mark.parametrize(("first", "second"), [(0, 1), (1, 5), (5, 1), (3, 3), (12, 30), (0, 9)])
def test_the_p_value_is_the_sum_of_the_tails(first: int, second: int) -> None:
    count, lesser = first + second, min(first, second)
    tail = sum(math.comb(count, k) for k in range(lesser + 1)) / 2**count
    assert mcnemar.p_value(first, second) == pytest.approx(min(1, 2 * tail), rel=1e-12)


def test_methods_that_never_differ_do_not_differ() -> None:
    assert mcnemar.p_value(0, 0) == 1


def test_millions_of_people_are_no_trouble() -> None:
    assert mcnemar.p_value(1_000_000, 1_000_000) == pytest.approx(1)
    assert mcnemar.p_value(1_010_000, 990_000) < 1e-40
