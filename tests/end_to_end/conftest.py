"""The second refresh of the small company, which Dagster runs."""

import shutil
from collections.abc import Callable, Iterator

import dagster as dg
import pytest
from homes import Home

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
def again(
    warehouse: Home, in_dagster: InDagster, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Home, dg.ExecuteInProcessResult]:
    """A copy of the company that the command line refreshed, refreshed a second time by Dagster."""
    data = tmp_path_factory.mktemp("again") / "data"
    shutil.copytree(warehouse.data, data, symlinks=True)
    home = Home(data, warehouse.raw)
    return home, in_dagster(home)
