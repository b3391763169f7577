"""The second refresh of the small company, which Dagster runs."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest
from faults import STEPS, Place, kill_in_a_step, kill_while_publishing
from homes import Home

# Where killed refreshes were going to: a day with fewer orders than the last.
EARLIER = "2026-06-30"
LAST_MONTH = "*/*/*_202609*"
InDagster = Callable[..., dg.ExecuteInProcessResult]


@pytest.fixture(scope="session")
def in_dagster() -> Iterator[InDagster]:
    """A function that runs the job refresh, or a selection of assets and checks, in a home."""
    from orchestration.definitions import defs

    with dg.DagsterInstance.ephemeral() as instance:

        def run(
            home: Home, selection: dg.AssetSelection | None = None, **config: object
        ) -> dg.ExecuteInProcessResult:
            name, known = "refresh", defs
            if selection is not None:
                name = "some"
                jobs = [dg.define_asset_job(name, selection=selection)]
                known = dg.Definitions.merge(defs, dg.Definitions(jobs=jobs))
            with home.use():
                return known.resolve_job_def(name).execute_in_process(
                    run_config={
                        "resources": {"refresh_run": {"config": config}},
                        "loggers": {"console": {"config": {"log_level": "ERROR"}}},
                    },
                    instance=instance,
                    raise_on_error=False,
                )

        yield run


@pytest.fixture(scope="session")
def survived(
    warehouse: Home, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Home, list[tuple[str, dict]]]:
    """A copy of the company after three refreshes to an earlier day that were killed.

    The files of the last month are away meanwhile: they come again with the refresh of Dagster,
    which has to make of what was left behind what the command line made of all of them at once.

    With each kill what was published then: the day, and rows and hash of each table.
    """
    data = tmp_path_factory.mktemp("again") / "data"
    shutil.copytree(warehouse.data, data, symlinks=True)
    place = Place(data, warehouse.raw, {"as_of": EARLIER})
    seed = random.randrange(10**6)
    rng = random.Random(seed)
    seen = []
    with away(warehouse.raw, LAST_MONTH, data.with_name("away")):
        for fault in (
            lambda: kill_in_a_step(place, rng, STEPS[:3]),
            lambda: kill_in_a_step(place, rng, STEPS[3:6]),
            lambda: kill_while_publishing(place, rng),
        ):
            did = f"{fault()} (seed {seed})"
            seen.append((did, place.published()))
    return Home(data, warehouse.raw), seen


@contextmanager
def away(raw: Path, pattern: str, place: Path) -> Iterator[None]:
    """Take files out of a landing zone for a while; they come back as they were."""
    moved = [(file, place / file.relative_to(raw)) for file in sorted(raw.glob(pattern))]
    assert moved, f"no files {pattern} in the landing zone"
    for file, other in moved:
        other.parent.mkdir(parents=True, exist_ok=True)
        file.rename(other)
    try:
        yield
    finally:
        for file, other in moved:
            other.rename(file)


@pytest.fixture(scope="session")
def again(
    survived: tuple[Home, object], in_dagster: InDagster
) -> tuple[Home, dg.ExecuteInProcessResult]:
    """A copy of the company that the command line refreshed, and that survived three kills.

    It is refreshed by Dagster, which has to publish what the command line did.
    """
    home, _ = survived
    return home, in_dagster(home)
