"""Markov attribution: what share of the conversions would be lost without a channel.

Order 1, absorbing chain, after Anderl, Becker, von Wangenheim & Schumann (2016), Mapping the
customer journey, International Journal of Research in Marketing 33(3), section 3.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np

START = "(start)"
CONVERSION = "(conversion)"
NULL = "(null)"


def transition_counts(
    paths: Iterable[tuple[tuple[str, ...], int, int]],
) -> list[tuple[str, str, int]]:
    """Count the steps of paths.

    Args:
        paths: Channels in order, how often the path converted, how often it led nowhere.

    Returns:
        Distinct (from_state, to_state, count), sorted by state.

    """
    counts: Counter[tuple[str, str]] = Counter()
    for channels, conversion_count, null_count in paths:
        states = (START, *channels)
        for step in zip(states, states[1:], strict=False):
            counts[step] += conversion_count + null_count
        counts[(states[-1], CONVERSION)] += conversion_count
        counts[(states[-1], NULL)] += null_count
    return [(*step, count) for step, count in sorted(counts.items()) if count]


def removal_effects(transitions: Iterable[tuple[str, str, int]]) -> dict[str, float]:
    """Share of all conversions that is lost when a channel leads nowhere any more.

    A visitor converts without channel c exactly when the walk is absorbed without passing c, so
    the loss is P(the walk ever passes c) * P(conversion | it is in c). Both come out of one solve
    with the fundamental matrix instead of one solve per channel.

    Args:
        transitions: (from_state, to_state, count >= 0) with the states ``(start)``, channels,
            ``(conversion)`` and ``(null)``; the same step may come several times, in any order.

    Returns:
        Removal effect, 0 to 1, by channel in alphabetical order. All are 0 where nothing
        converts. The bits do not depend on the order of the rows.

    Raises:
        ValueError: If a count is negative, a path goes on behind its end or back to its start,
            or walkers cannot leave a channel.

    """
    counts: Counter[tuple[str, str]] = Counter()
    for from_state, to_state, count in transitions:
        if count < 0:
            raise ValueError(
                f"{from_state} > {to_state} has the count {count}: give counts from 0 up."
            )
        if from_state in (CONVERSION, NULL) or to_state == START:
            raise ValueError(
                f"No path goes from {from_state} to {to_state}: "
                f"paths end in {CONVERSION} or {NULL}."
            )
        counts[(from_state, to_state)] += int(count)
    channels = sorted({state for step in counts for state in step} - {START, CONVERSION, NULL})
    if not channels:
        return {}
    place = {state: number for number, state in enumerate([*channels, START])}
    steps = np.zeros((len(place), len(place)))
    converted = np.zeros(len(place))
    departures = np.zeros(len(place))
    for (from_state, to_state), count in sorted(counts.items()):
        departures[place[from_state]] += count
        if to_state == CONVERSION:
            converted[place[from_state]] = count
        elif to_state != NULL:
            steps[place[from_state], place[to_state]] = count
    # Who is in no counted step is never left either: nothing to divide.
    steps /= np.where(departures == 0, 1, departures)[:, None]
    converted /= np.where(departures == 0, 1, departures)
    try:
        visits = np.linalg.solve(np.eye(len(place)) - steps, np.eye(len(place)))
    except np.linalg.LinAlgError as error:
        raise ValueError(
            "Some channels lead only to each other: every path needs an end."
        ) from error
    conversion = visits @ converted
    start = place[START]
    if not conversion[start] > 0:
        return dict.fromkeys(channels, 0.0)
    passed = visits[start, :-1] / np.diag(visits)[:-1]
    effects = np.clip(passed * conversion[:-1] / conversion[start], 0, 1)
    return dict(zip(channels, effects.tolist(), strict=True))
