"""When the help desk is open: from a moment and so much business time to the moment it is over."""

import csv

import numpy as np

from orchestration import paths
from sample_company.world import DAY, HOUR, JST, World

MINUTE = HOUR // 60


def spans(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return beginnings and ends of the hours of seeds business_hours and holidays, in UTC.

    They reach a month beyond the end, so that what is asked on the last day has an answer.
    """
    closed = {row["date"] for row in _seed("holidays")}
    hours = [
        (int(row["weekday"]), _clock(row["opens"]), _clock(row["closes"]))
        for row in _seed("business_hours")
    ]
    found = []
    for day in range(world.first_day - 1, world.last_day + 31):
        if str(np.datetime64(day, "D")) in closed:
            continue
        weekday = (day + 3) % 7 + 1
        found += [(day * DAY - JST + a, day * DAY - JST + b) for w, a, b in hours if w == weekday]
    if not found:  # somebody emptied the seed: nothing is promised, and the desk never closes
        found = [((world.first_day - 1) * DAY, (world.last_day + 31) * DAY)]
    begins, ends = np.array(sorted(found), dtype=np.int64).T
    return begins, ends


def later(world: World, moments: np.ndarray, micros: np.ndarray) -> np.ndarray:
    """Return the moments at which so much business time (microseconds, above 0) has passed.

    Args:
        world: The company's calendar.
        moments: Microseconds since 1970, UTC; shape (n,).
        micros: Business time from each of them; shape (n,).

    """
    begins, ends = spans(world)
    passed = np.concatenate([[0], np.cumsum(ends - begins)])  # before each span, and after all
    at = np.searchsorted(begins, moments, side="right") - 1
    inside = np.clip(moments - begins[at], 0, ends[at] - begins[at])
    goal = np.where(at >= 0, passed[np.maximum(at, 0)] + inside, 0) + micros
    # A span's end is later than its last moment: what is over with it is over while it is open.
    span = np.searchsorted(passed, goal, side="left") - 1
    return begins[span] + goal - passed[span]


def _seed(name: str) -> list[dict[str, str]]:
    with (paths.ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _clock(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * HOUR + int(minute) * MINUTE
