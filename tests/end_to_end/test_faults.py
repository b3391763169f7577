"""Three refreshes are killed, at moments drawn anew each time (by the hundred: make faults).

That the next refresh equals a clean one is told by test_dagster_job.py: it looks at this very data
folder after Dagster has refreshed it.
"""

from collections.abc import Callable
from pathlib import Path

from homes import Home

Survived = tuple[Home, list[tuple[str, dict]]]


def test_a_killed_refresh_leaves_the_old_refresh_or_the_whole_new_one(
    survived: Survived, warehouse: Home, marts_of: Callable[[Path], dict[str, tuple]]
) -> None:
    old = marts_of(warehouse.link)
    _, seen = survived
    news = []
    for did, found in seen:
        if found != old:
            news.append(found)
            # place.published() has seen that each table has the rows it was published with.
            assert found["orders"][0] < old["orders"][0], did
    assert all(found == news[0] for found in news)
    # Before anything is built nothing new can be there.
    assert seen[0][1] == old, seen[0][0]
