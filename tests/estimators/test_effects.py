"""Published figures, figures by hand, and how often intervals hold the truth."""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from estimators import effects
from estimators.effects import Sums, Window

F = Fraction


def sums(y: object, x: object = None) -> Sums:
    """Return the sums of a group's customers."""
    y = [Fraction(str(value)) for value in y]
    x = [Fraction(str(value)) for value in (x if x is not None else [0] * len(y))]
    pairs = list(zip(x, y, strict=True))
    return Sums(
        len(y),
        sum(x, F(0)),
        sum((a * a for a in x), F(0)),
        sum((a * b for a, b in pairs), F(0)),
        sum(y, F(0)),
        sum((b * b for b in y), F(0)),
    )


def window(numerators: object, denominators: object) -> Window:
    """Return the sums of a window's days."""
    n, d = [F(str(v)) for v in numerators], [F(str(v)) for v in denominators]
    return Window(
        len(n),
        sum(n, F(0)),
        sum(d, F(0)),
        sum((a * a for a in n), F(0)),
        sum((a * b for a, b in zip(n, d, strict=True)), F(0)),
        sum((b * b for b in d), F(0)),
    )


@pytest.mark.parametrize(
    ("treated", "control", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_is_that_of_newcombe_1998(
    treated: tuple, control: tuple, low: float, high: float
) -> None:
    found = effects.newcombe_interval(*treated, *control)
    assert found == pytest.approx((low, high), abs=5e-5)


def test_the_physicians_health_study_agrees_with_agresti() -> None:
    low, high = effects.newcombe_interval(104, 11037, 189, 11034)
    assert (low, high) == pytest.approx((-0.0107751, -0.0047020), abs=5e-8)
    p_value = effects.rates_p_value(104, 11037, 189, 11034)
    assert p_value == pytest.approx(5.6919e-7, rel=1e-4)
    assert p_value == pytest.approx(stats.chi2.sf(25.014, 1), rel=1e-3)


def test_rates_by_hand_and_where_nothing_can_be_said() -> None:
    assert effects.rates_p_value(30, 100, 20, 100) == pytest.approx(0.10247043, abs=1e-8)
    assert effects.detectable_difference(100, 20, 100) == pytest.approx(0.15848158, abs=5e-9)
    assert effects.rates_p_value(0, 10, 0, 10) is None
    assert effects.rates_p_value(10, 10, 10, 10) is None
    assert effects.rates_p_value(0, 0, 1, 10) is None
    assert effects.newcombe_interval(0, 0, 1, 10) is None
    assert effects.newcombe_interval(1, 10, 0, 0) is None
    assert effects.detectable_difference(56, 0, 29) is None
    assert effects.detectable_difference(56, 29, 29) is None
    assert effects.detectable_difference(0, 3, 29) is None
    assert effects.detectable_difference(56, 0, 0) is None


def test_the_detectable_difference_is_that_of_kohavi_2009() -> None:
    assert effects.detectable_difference(121600, 6080, 121600) == pytest.approx(0.0024763, abs=5e-8)
    # The rule of thumb rounds 15.7 up to 16.
    n = 16 * 0.05 * 0.95 / 0.0025**2
    assert n == pytest.approx(121600)


SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)


def test_welch_is_that_of_r_on_the_data_of_sleep() -> None:
    found = effects.welch(sums(SLEEP[0]), sums(SLEEP[1]))
    assert found.p_value == pytest.approx(0.07939, abs=5e-6)
    assert (found.low, found.high) == pytest.approx((-3.3654832, 0.2054832), abs=5e-8)
    expected = stats.ttest_ind(*SLEEP, equal_var=False)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-10)


def test_a_tail_keeps_its_digits_far_out() -> None:
    found = effects.t_test(F(20), (F(1, 2), F(1, 2)), (200, 200))
    assert found.p_value == pytest.approx(2 * stats.t.sf(20, 400), rel=1e-8)
    found = effects.t_test(F(2), (F(1, 2), F(1, 2)), (5_000_000, 5_000_000))
    assert found.p_value == pytest.approx(2 * stats.norm.sf(2), rel=1e-5)
    assert found.high - 2 == pytest.approx(1.959964, abs=1e-6)


def test_groups_in_which_nobody_differs_have_a_difference_and_no_interval() -> None:
    # Not even by the last digit of a sum of tenths.
    alike = effects.welch(sums([0.1] * 30), sums([0.3] * 7))
    assert alike == (pytest.approx(-0.2), None, None, None)
    assert effects.welch(sums([1]), sums([1, 2])) == (-0.5, None, None, None)
    assert effects.welch(Sums(0), sums([1, 2])) == (None, None, None, None)
    one_sided = effects.welch(sums([1, 1, 1]), sums([1, 2, 4]))
    assert one_sided.p_value == pytest.approx(
        stats.ttest_ind([1, 1, 1], [1, 2, 4], equal_var=False).pvalue
    )


def test_cuped_by_hand() -> None:
    treated, control = sums([1, 5], [0, 2]), sums([3, 7], [2, 4])
    left, right = effects.adjusted(treated, control)
    # theta 1.5, mean of x 2: y' = 4, 5 and 3, 4.
    assert (left.mean + 3, right.mean + 3) == (F(9, 2), F(7, 2))
    assert (left.error, right.error) == (F(1, 4), F(1, 4))
    assert effects.variance_reduction(treated, control) == pytest.approx(1 - 0.5 / 8)
    # All x alike: nothing changes.
    same = sums([1, 5], [3, 3]), sums([3, 7], [3, 3])
    assert effects.variance_reduction(*same) == 0
    assert effects.welch(*effects.adjusted(*same)) == effects.welch(*same)
    # What x tells altogether leaves nothing to test.
    told = sums([0.1, 0.3], [0.2, 0.6]), sums([0.4, 0.2], [0.8, 0.4])
    assert effects.welch(*effects.adjusted(*told)) == (0, None, None, None)
    assert effects.variance_reduction(*told) == 1
    assert effects.variance_reduction(sums([1]), sums([1, 2])) is None
    assert effects.variance_reduction(sums([1, 1]), sums([1, 1])) is None


def test_cuped_lowers_the_variance_by_the_squared_correlation() -> None:
    draw = np.random.default_rng(4)
    x = draw.normal(100, 10, 4000).round(3)
    y = (0.6 * x + draw.normal(0, 8, 4000)).round(3)
    groups = sums(y[:2000], x[:2000]), sums(y[2000:], x[2000:])
    squared = np.corrcoef(x, y)[0, 1] ** 2
    assert effects.variance_reduction(*groups) == pytest.approx(squared, abs=0.01)


def test_sample_ratios() -> None:
    half = F(1, 2)
    # Kohavi, Tang, Xu 2020, chapter 3.
    p_value = effects.sample_ratio_p_value([821588, 815482], [half, half])
    assert p_value == pytest.approx(1.8e-6, abs=5e-8)
    assert effects.sample_ratio_p_value([60, 40], [half, half]) == pytest.approx(
        0.0455003, abs=5e-8
    )
    assert effects.sample_ratio_p_value([60, 40], [F(3), F(2)]) == 1
    three = effects.sample_ratio_p_value([50, 30, 20], [F(1, 3)] * 3)
    assert three == pytest.approx(stats.chisquare([50, 30, 20]).pvalue)
    assert effects.sample_ratio_p_value([60], [half]) is None
    assert effects.sample_ratio_p_value([60, 40], [half, None]) is None
    assert effects.sample_ratio_p_value([60, 40], [half, F(0)]) is None
    # Five expected are enough, fewer are not.
    assert effects.sample_ratio_p_value([9, 1], [half, half]) is not None
    assert effects.sample_ratio_p_value([8, 1], [half, half]) is None


def test_windows_by_hand() -> None:
    after, before = window([3, 5, 7], [1, 1, 1]), window([2, 2, 5], [1, 1, 1])
    found = effects.change((after, before), (1, -1))
    # For counts the ratio estimator is the variance of a mean: Welch's test on days.
    expected = stats.ttest_ind([3, 5, 7], [2, 2, 5], equal_var=False)
    assert found.difference == 2
    assert found.p_value == pytest.approx(expected.pvalue)
    interval = expected.confidence_interval()
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_the_variance_of_a_ratio_is_cochrans() -> None:
    # By hand: value 10/8, residuals 3 - 2.5, 2 - 2.5, 5 - 5; 3/2 * .5 / 64.
    rate = window([3, 2, 5], [2, 2, 4])
    assert rate.value == F(10, 8)
    assert rate.error == F(3, 2) * F(1, 2) / 64


def test_a_difference_in_differences_adds_four_variances() -> None:
    after, before = window([3, 5, 7], [1] * 3), window([2, 2, 5], [1] * 3)
    rest_after, rest_before = window([9, 9, 8], [1] * 3), window([9, 9, 9], [1] * 3)
    found = effects.change((after, before, rest_after, rest_before), (1, -1, -1, 1))
    assert found.difference == pytest.approx(2 + 1 / 3)
    errors = [4 / 3, 1, 1 / 9, 0]
    freedom = sum(errors) ** 2 / sum(e * e / 2 for e in errors)
    reach = stats.t.ppf(0.975, freedom) * math.sqrt(sum(errors))
    assert (found.low, found.high) == pytest.approx((7 / 3 - reach, 7 / 3 + reach))
    assert found.p_value == pytest.approx(2 * stats.t.sf(7 / 3 / math.sqrt(sum(errors)), freedom))


def test_windows_that_tell_nothing() -> None:
    sound = window([3, 5], [1, 1])
    assert effects.change((sound, None), (1, -1)) == (None, None, None, None)
    assert effects.change((sound, window([0, 0], [0, 0])), (1, -1)) == (None, None, None, None)
    assert effects.change((window([3], [1]), window([1], [1])), (1, -1)) == (2, None, None, None)
    still = window([2, 2], [1, 1]), window([1, 1], [1, 1])
    assert effects.change(still, (1, -1)) == (1, None, None, None)


# --- coverage: an interval of 95 % holds the truth in 95 of 100 samples --------------------------

ROUNDS = 20_000


def reach_of(share: float, rounds: int) -> float:
    """Return how far a share of so many rounds may lie from its expectation: four errors."""
    return 4 * math.sqrt(share * (1 - share) / rounds)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rates", "sizes"),
    [((0.12, 0.10), (400, 400)), ((0.05, 0.05), (900, 300)), ((0.5, 0.35), (150, 250))],
)
def test_newcombes_interval_covers_as_promised(rates: tuple, sizes: tuple) -> None:
    """The exact coverage, over all possible outcomes and not a sample of them."""
    treated, control = (np.arange(size + 1) for size in sizes)
    chances = [
        stats.binom.pmf(n, s, r) for n, s, r in zip((treated, control), sizes, rates, strict=True)
    ]
    likely = [np.flatnonzero(chance > 1e-9) for chance in chances]
    difference, covered = rates[0] - rates[1], 0.0
    for a in likely[0].tolist():
        for b in likely[1].tolist():
            low, high = effects.newcombe_interval(a, sizes[0], b, sizes[1])
            covered += chances[0][a] * chances[1][b] * (low <= difference <= high)
    assert covered == pytest.approx(0.95, abs=0.01)


def drawn(draw: np.random.Generator, size: int, effect: float) -> tuple[np.ndarray, np.ndarray]:
    """Return what customers bought before and since: most of them nothing, a few of them much."""
    taste = draw.gamma(2, 1, size)
    buys = draw.random((2, size)) < np.clip(0.25 * taste, 0, 0.9)
    spent = np.round(buys * taste * draw.gamma(4, 10, (2, size)), 2)
    return spent[0], spent[1] + effect * (draw.random(size) < 0.5) * 2


@pytest.mark.slow
def test_welch_and_cuped_cover_as_promised_and_cuped_is_narrower() -> None:
    draw, rounds, effect = np.random.default_rng(17), 3000, 2.0
    hits, widths = np.zeros(2), np.zeros(2)
    for _ in range(rounds):
        before1, after1 = drawn(draw, 300, effect)
        before0, after0 = drawn(draw, 200, 0)
        groups = tuple(
            Sums(len(x), *(Fraction(float(v)) for v in (x.sum(), x @ x, x @ y, y.sum(), y @ y)))
            for x, y in ((before1, after1), (before0, after0))
        )
        for i, pair in enumerate((groups, effects.adjusted(*groups))):
            found = effects.welch(*pair)
            hits[i] += found.low <= effect <= found.high
            widths[i] += found.high - found.low
    assert hits / rounds == pytest.approx([0.95, 0.95], abs=reach_of(0.95, rounds))
    assert widths[1] < 0.97 * widths[0]


@pytest.mark.slow
def test_measures_without_effect_are_called_significant_as_often_as_promised() -> None:
    draw, rounds = np.random.default_rng(5), ROUNDS
    treated, control = draw.binomial(600, 0.2, rounds), draw.binomial(300, 0.2, rounds)
    alarms = sum(
        effects.rates_p_value(a, 600, b, 300) < 0.05
        for a, b in zip(treated.tolist(), control.tolist(), strict=True)
    )
    assert alarms / rounds == pytest.approx(0.05, abs=reach_of(0.05, rounds) + 0.002)
    sizes = draw.binomial(1000, 0.3, rounds)
    broken = sum(
        effects.sample_ratio_p_value([n, 1000 - n], [F(3, 10), F(7, 10)]) < 0.001
        for n in sizes.tolist()
    )
    assert broken / rounds == pytest.approx(0.001, abs=reach_of(0.001, rounds) + 0.0005)


@pytest.mark.slow
def test_the_detectable_difference_is_found_in_four_of_five_tests() -> None:
    draw, rounds = np.random.default_rng(8), ROUNDS
    lift = effects.detectable_difference(5000, 500, 5000)
    treated, control = draw.binomial(5000, 0.1 + lift, rounds), draw.binomial(5000, 0.1, rounds)
    found = sum(
        effects.rates_p_value(a, 5000, b, 5000) < 0.05
        for a, b in zip(treated.tolist(), control.tolist(), strict=True)
    )
    # The approximation takes the control's variance for both: a little less than 80 %.
    assert found / rounds == pytest.approx(0.8, abs=0.03)


@pytest.mark.slow
def test_intervals_of_windows_cover_as_promised_where_days_are_independent() -> None:
    draw, rounds = np.random.default_rng(9), 3000
    hits = np.zeros(2)
    for _ in range(rounds):
        visits = draw.poisson(200, (4, 28))
        buys = draw.binomial(visits, np.array([0.06, 0.05, 0.08, 0.08])[:, None])
        windows = [window(n, d) for n, d in zip(buys.tolist(), visits.tolist(), strict=True)]
        for i, (few, signs) in enumerate(((windows[:2], (1, -1)), (windows, (1, -1, -1, 1)))):
            found = effects.change(few, signs)
            hits[i] += found.low <= 0.01 <= found.high
    assert hits / rounds == pytest.approx([0.95, 0.95], abs=reach_of(0.95, rounds) + 0.003)
