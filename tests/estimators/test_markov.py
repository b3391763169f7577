"""Removal effects: the literature's figures, loops, and the same bits for any order of rows."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimators.markov import CONVERSION, NULL, START, removal_effects, transition_counts

CHANNELS = st.sampled_from(["a", "b", "c", "d"])
PATHS = st.lists(
    st.tuples(
        st.lists(CHANNELS, min_size=1, max_size=6).map(tuple),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=8,
)


def conversions(effects: dict[str, float], total: int) -> dict[str, float]:
    """Total conversions shared out in proportion to the removal effects."""
    return {channel: total * effect / sum(effects.values()) for channel, effect in effects.items()}


def one_by_one(transitions: list[tuple[str, str, int]]) -> dict[str, float]:
    """Removal effects after the definition: take a channel away and solve the chain anew."""

    def conversion(without: str | None) -> float:
        places = sorted({a for a, _, _ in transitions} - {without})
        left = np.eye(len(places))
        right = np.zeros(len(places))
        for a, b, count in transitions:
            whole = sum(n for c, _, n in transitions if c == a)
            if a != without and b in places:
                left[places.index(a), places.index(b)] -= count / whole
            elif a != without and b == CONVERSION:
                right[places.index(a)] += count / whole
        return float(np.linalg.solve(left, right)[places.index(START)])

    whole = conversion(None) if transitions else 0.0
    channels = sorted({a for a, _, _ in transitions} - {START})
    return {c: 1 - conversion(c) / whole if whole > 0 else 0.0 for c in channels}


def test_the_three_paths_of_bryl_2016() -> None:
    # analyzecore.com, "Attribution model with R (part 1: Markov chains concept)".
    paths = [(("C1", "C2", "C3"), 1, 0), (("C1",), 0, 1), (("C2", "C3"), 0, 1)]
    effects = removal_effects(transition_counts(paths))
    assert effects == pytest.approx({"C1": 0.5, "C2": 1.0, "C3": 1.0}, abs=1e-12)
    assert conversions(effects, 1) == pytest.approx({"C1": 0.2, "C2": 0.4, "C3": 0.4}, abs=1e-12)


def test_the_four_paths_of_puzyrov_2019() -> None:
    # serhiipuzyrov.com prints the shares .5, .25, .25, 1, .8, .2: conversion .8, without ads .2,
    # without mailing .4.
    paths = [(("ads",), 2, 1), (("mailing",), 1, 0), (("ads", "mailing"), 1, 0)]
    counts = transition_counts(paths)
    assert (START, "ads", 4) in counts
    assert ("ads", "mailing", 1) in counts
    assert removal_effects(counts) == pytest.approx({"ads": 0.75, "mailing": 0.5}, abs=1e-12)


def test_loops_as_in_the_readme_of_pychattr() -> None:
    # It prints 1.991106 and 1.008894 from 10,000 simulated walks; exact are 2 and 1.
    paths = [(tuple("ABABBA"), 1, 0), (tuple("ABBAA"), 1, 0), (tuple("AA"), 1, 0)]
    effects = removal_effects(transition_counts(paths))
    assert effects == pytest.approx({"A": 1.0, "B": 0.5}, abs=1e-12)
    assert conversions(effects, 3) == pytest.approx({"A": 1.991106, "B": 1.008894}, rel=0.01)


def test_a_single_channel_takes_everything_with_it() -> None:
    assert removal_effects(transition_counts([(("direct",), 3, 7)])) == {"direct": 1.0}
    assert removal_effects(transition_counts([(("direct", "direct", "direct"), 1, 1)])) == {
        "direct": 1.0
    }


def test_where_nothing_converts_nothing_is_lost() -> None:
    assert removal_effects(transition_counts([(("a", "b"), 0, 4)])) == {"a": 0.0, "b": 0.0}
    assert removal_effects([]) == {}
    assert removal_effects([(START, NULL, 3)]) == {}


def test_a_channel_that_leads_nowhere_is_worth_nothing() -> None:
    effects = removal_effects(
        transition_counts([(("a",), 5, 0), (("b",), 0, 5), (("a", "b"), 0, 1)])
    )
    assert effects["b"] == 0
    assert effects["a"] == 1


def test_a_step_of_count_0_is_no_step() -> None:
    counts = transition_counts([(("a",), 1, 0)])
    assert removal_effects([*counts, ("ghost", CONVERSION, 0)]) == {"a": 1.0, "ghost": 0.0}


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([("a", CONVERSION, -1)], "-1"),
        ([(CONVERSION, "a", 1)], "No path goes from"),
        ([("a", START, 1)], "No path goes from"),
        ([(START, "a", 1), ("a", "a", 1)], "needs an end"),
    ],
)
def test_what_is_no_path_is_refused(steps: list[tuple[str, str, int]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        removal_effects(steps)


@given(PATHS)
@settings(max_examples=100, deadline=None)
def test_one_solve_gives_what_one_solve_per_channel_gives(
    paths: list[tuple[tuple[str, ...], int, int]],
) -> None:
    transitions = transition_counts(paths)
    effects = removal_effects(transitions)
    assert effects == pytest.approx(one_by_one(transitions), abs=1e-9)
    assert all(0 <= effect <= 1 for effect in effects.values())


@given(PATHS, st.randoms())
@settings(max_examples=50, deadline=None)
def test_any_order_of_rows_gives_the_same_bits(
    paths: list[tuple[tuple[str, ...], int, int]], shuffled: random.Random
) -> None:
    transitions = transition_counts(paths)
    # Split counts come back in any order and number of rows too.
    rows = [(a, b, 1) for a, b, count in transitions for _ in range(count)]
    shuffled.shuffle(rows)
    assert removal_effects(rows) == removal_effects(transitions)


def test_two_hundred_channels_are_solved() -> None:
    generator = np.random.default_rng(1)
    names = [f"c{n}" for n in range(200)]
    paths = [
        (tuple(names[n] for n in generator.integers(0, 200, 8)), int(generator.integers(0, 3)), 3)
        for _ in range(20_000)
    ]
    transitions = transition_counts(paths)
    assert removal_effects(transitions).keys() == set(names)
