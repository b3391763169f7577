"""Shapley values: textbook games, the axioms, and a sampled version with its error."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimators.shapley import shapley_values, shared_equally

Worth = dict[frozenset[str], float]
SETS = st.frozensets(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=1)
GAMES = st.dictionaries(SETS, st.integers(-50, 50).map(float), max_size=12)


def game(**brought: float) -> Worth:
    """A game from what sets of one-letter channels brought."""
    return {frozenset(path): value for path, value in brought.items()}


def test_the_glove_game() -> None:
    # Shapley & Shubik: one left glove, two right ones, a pair is worth 1: 2/3, 1/6, 1/6.
    values = shapley_values(game(LR=1, LS=1, LRS=-1))
    assert values.values == pytest.approx({"L": 2 / 3, "R": 1 / 6, "S": 1 / 6}, abs=1e-15)
    assert values.is_exact


def test_the_runway_of_littlechild_and_owen() -> None:
    # Management Science 20(3), 1973: each piece of runway is paid by those who need it, equally.
    # Costs 1, 2, 4: shares 1/3, 1/3 + 1/2, 1/3 + 1/2 + 2, as a game of what coalitions save.
    costs = {"s": 1.0, "m": 2.0, "l": 4.0}
    worth: Worth = {}
    for size in (1, 2, 3):
        for members in combinations(costs, size):
            inside = sum(v for path, v in worth.items() if path < frozenset(members))
            worth[frozenset(members)] = max(costs[m] for m in members) - inside
    values = shapley_values(worth).values
    assert values == pytest.approx({"s": 1 / 3, "m": 5 / 6, "l": 17 / 6}, abs=1e-12)


def test_an_order_is_shared_by_the_channels_of_its_path() -> None:
    orders = {frozenset({"email"}): 3.0, frozenset({"email", "direct"}): 2.0}
    assert shapley_values(orders).values == {"direct": 1.0, "email": 4.0}
    assert shared_equally(orders) == {"direct": 1.0, "email": 4.0}


def test_a_channel_on_no_path_converts_nothing() -> None:
    assert shapley_values(game(a=1), channels=["a", "ghost"]).values == {"a": 1.0, "ghost": 0.0}


def test_no_channels_and_a_single_one() -> None:
    assert shapley_values({}).values == {}
    assert shapley_values(game(a=7)).values == {"a": 7.0}


def test_what_cannot_be_shared_is_refused() -> None:
    with pytest.raises(ValueError, match="b stands on a path"):
        shapley_values(game(ab=1), channels=["a"])
    with pytest.raises(ValueError, match="without channels"):
        shapley_values({frozenset(): 1.0})
    with pytest.raises(ValueError, match="samples = 1"):
        shapley_values(game(a=1), samples=1)


@given(GAMES)
@settings(max_examples=100, deadline=None)
def test_efficiency_the_values_add_up_to_everything(worth: Worth) -> None:
    assert sum(shapley_values(worth).values.values()) == pytest.approx(
        sum(worth.values()), abs=1e-9
    )


@given(GAMES)
@settings(max_examples=50, deadline=None)
def test_symmetry_equal_channels_get_the_same(worth: Worth) -> None:
    swap = {"a": "b", "b": "a"}
    symmetric: Worth = {}
    for path, value in worth.items():
        for twin in (path, frozenset(swap.get(channel, channel) for channel in path)):
            symmetric[twin] = symmetric.get(twin, 0) + value
    values = shapley_values(symmetric, channels="abcde").values
    assert values["a"] == pytest.approx(values["b"], abs=1e-9)


@given(GAMES)
@settings(max_examples=50, deadline=None)
def test_null_player_who_adds_nothing_gets_nothing(worth: Worth) -> None:
    without = {path: value for path, value in worth.items() if "a" not in path}
    values = shapley_values(without, channels="abcde").values
    assert values["a"] == 0
    rest = shapley_values(without, channels="bcde").values
    assert {c: values[c] for c in rest} == pytest.approx(rest, abs=1e-9)


@given(GAMES, GAMES)
@settings(max_examples=50, deadline=None)
def test_additivity_two_games_are_worth_both(left: Worth, right: Worth) -> None:
    both = {path: left.get(path, 0) + right.get(path, 0) for path in {*left, *right}}
    values = [shapley_values(w, channels="abcde").values for w in (left, right, both)]
    for channel in "abcde":
        assert values[2][channel] == pytest.approx(
            values[0][channel] + values[1][channel], abs=1e-9
        )


@given(GAMES)
@settings(max_examples=100, deadline=None)
def test_sharing_equally_is_the_exact_value_of_paths(worth: Worth) -> None:
    """The mart shares in SQL; this is why it may."""
    assert shared_equally(worth) == pytest.approx(shapley_values(worth).values, abs=1e-9)


def large_game() -> Worth:
    """Twenty channels, 400 distinct paths."""
    generator = np.random.default_rng(3)
    names = np.array([f"c{n:02d}" for n in range(20)])
    return {
        frozenset(names[generator.integers(0, 20, generator.integers(1, 7))].tolist()): float(
            generator.integers(1, 50)
        )
        for _ in range(400)
    }


def test_many_channels_are_sampled_with_an_error_that_holds() -> None:
    worth = large_game()
    sampled = shapley_values(worth)
    exact = shared_equally(worth)
    assert not sampled.is_exact
    assert sum(sampled.values.values()) == pytest.approx(sum(worth.values()))
    for channel, value in exact.items():
        assert abs(sampled.values[channel] - value) < 4 * sampled.standard_errors[channel]
        assert 0 < sampled.standard_errors[channel] < 0.02 * value
    # The seed makes it repeatable, the order of paths does not matter.
    assert shapley_values(dict(reversed(worth.items()))) == sampled


def test_twelve_channels_are_exact() -> None:
    names = [f"c{n:02d}" for n in range(12)]
    worth = {frozenset(pair): 1.0 for pair in combinations(names, 2)}
    values = shapley_values(worth)
    assert values.is_exact
    assert values.values == pytest.approx(dict.fromkeys(names, 5.5))
    assert set(values.standard_errors.values()) == {0.0}
