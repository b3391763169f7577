"""How probabilities are judged, by figures printed elsewhere or worked out by hand."""

import numpy as np
import pytest

from estimators import judgement

NO, YES = False, True


def test_auc_as_printed() -> None:
    scores, left = np.array([0.1, 0.4, 0.35, 0.8]), np.array([NO, NO, YES, YES])
    assert judgement.auc(scores, left) == 0.75
    assert judgement.auc(np.full(4, 0.3), left) == 0.5
    assert judgement.auc(scores, ~left) == 0.25
    assert judgement.auc(scores, np.array([YES] * 4)) is None
    assert judgement.auc(scores, np.array([NO] * 4)) is None


def test_lift_of_the_first_tenth_shares_the_last_place() -> None:
    scores = np.array([0.9] + [0.5] * 4 + [0.1] * 15)
    left = np.array([YES] + [YES] + [NO] * 18)
    assert judgement.top_lift(scores, left) == pytest.approx(6.25)
    assert judgement.top_lift(scores, np.zeros(20, dtype=bool)) is None
    # ceil(11 / 10) places
    assert judgement.top_lift(np.arange(11) / 11, np.arange(11) == 10) == pytest.approx(5.5)


def test_calibration_by_hand() -> None:
    left = np.array([YES, NO, NO, NO, YES, YES, YES, NO])
    told = np.repeat([0.25, 0.75], 4)
    assert judgement.calibration(told, left) == pytest.approx((0, 1), abs=1e-9)
    shy = np.repeat([0.4, 0.6], 4)
    intercept, slope = judgement.calibration(shy, left)
    assert (intercept, slope) == pytest.approx((0, 2.709511), abs=5e-7)


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ([0.2, 0.8], [NO, YES]),
        ([0.2, 0.8], [YES, NO]),
        ([0.2, 0.5, 0.5], [NO, NO, YES]),
        ([0.5, 0.5], [NO, YES]),
        ([0.2, 0.5], [YES, YES]),
        ([0.2, 0.5], [NO, NO]),
    ],
)
def test_without_overlap_there_is_no_calibration(told: list[float], left: list[bool]) -> None:
    assert judgement.calibration(np.array(told), np.array(left)) is None


def test_calibration_ends_where_hardly_anybody_overlaps() -> None:
    """All that overlap lies within 1e-9, one stayer far away: no step is left to be told."""
    told = np.array([0.5, 0.500000001, 0.5, 0.1, 0.500000001])
    left = np.array([NO, NO, YES, NO, YES])
    intercept, slope = judgement.calibration(told, left)
    logits = np.log(told / (1 - told))
    expected = 1 / (1 + np.exp(-(intercept + slope * logits)))
    assert abs((expected - left).sum()) < 1e-9
    assert abs(((expected - left) * logits).sum()) < 1e-9


def test_tenths_are_as_even_as_they_go() -> None:
    assert judgement.tenths(20).tolist() == [d for d in range(1, 11) for _ in range(2)]
    assert judgement.tenths(3).tolist() == [1, 4, 7]
    assert judgement.tenths(0).tolist() == []


def test_calibration_error_is_the_mean_over_rows() -> None:
    told = np.array([0.1] * 10 + [0.9] * 10)
    left = np.array([NO] * 10 + [YES] * 10)
    assert judgement.calibration_error(told, left) == pytest.approx(0.1)
    assert judgement.calibration_error(told[:0], left[:0]) is None


def test_gain_counts_a_customer_once() -> None:
    told, plain = np.array([0.8, 0.8, 0.4]), np.full(3, 0.5)
    left, customers = np.array([YES, YES, NO]), np.array([0, 0, 1])
    mean, low, high = judgement.gain(told, plain, left, customers)
    assert mean == pytest.approx(0.374110, abs=5e-7)
    apart = 2 * ((2 * (0.4700036 - mean)) ** 2 + (0.1823216 - mean) ** 2)
    assert (high - low) / 2 == pytest.approx(1.959964 * apart**0.5 / 3, abs=1e-6)
    alone = judgement.gain(told[:1], plain[:1], left[:1], customers[:1])
    assert alone[0] == pytest.approx(0.4700036)
    assert alone[1:] == (None, None)
    assert judgement.gain(told[:0], plain[:0], left[:0], customers[:0]) == (None, None, None)


def test_nothing_is_certain() -> None:
    assert judgement.losses(np.array([0.0, 1.0]), np.array([YES, YES])) == pytest.approx(
        [-np.log(1e-9), 1e-9]
    )


def a_card(told: list[float] | None, plain: list[float], left: list[bool], least: int) -> dict:
    return judgement.card(
        None if told is None else np.array(told),
        np.array(plain),
        np.array(left, dtype=bool),
        np.arange(len(left)),
        least,
    )


def test_a_card_publishes_what_beat_the_plain_guess() -> None:
    told, left = [0.2] * 50 + [0.8] * 50, [NO] * 45 + [YES] * 5 + [NO] * 5 + [YES] * 45
    found = a_card(told, [0.5] * 100, left, 50)
    assert found["is_published"] == 1
    assert found["auc_baseline"] == 0.5
    assert found["auc_model"] == pytest.approx(0.9)
    assert a_card(told, [0.5] * 100, left, 51)["is_published"] == 0
    # No gain: the plain guess is as good.
    assert a_card(told, told, left, 1)["is_published"] == 0
    # It gains, and orders no better than the plain guess.
    assert a_card(told, [0.4] * 50 + [0.6] * 50, left, 1)["is_published"] == 0


def test_every_name_has_a_value_or_none() -> None:
    names = set(a_card([0.5], [0.5], [YES], 1))
    without = a_card(None, [0.5, 0.4], [YES, NO], 1)
    assert set(without) == names == set(a_card(None, [], [], 1))
    assert without["auc_model"] is without["log_loss_gain"] is None
    assert without["auc_baseline"] == 1
    assert without["is_published"] == 0
    empty = a_card(None, [], [], 1)
    assert empty["holdout_row_count"] == empty["is_published"] == 0
    assert empty["auc_baseline"] is empty["brier_baseline"] is None
