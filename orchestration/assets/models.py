"""Every dbt model and seed as an asset, built by one ``dbt build``; its data tests are one check.

A check per test would be hundreds of events in every run, most of them saying that all is well;
which test failed, why and what to do stands in the check of its model.
"""

from collections.abc import Iterator

import dagster as dg

from orchestration import checks, dbt, explaining, steps
from orchestration.errors import BusyError, RefreshError
from orchestration.project import ASSETS, MANIFEST, asset_spec
from orchestration.run_resource import RefreshRun

CHECK = "dbt_tests"
NODES = sum(n["resource_type"] in ("model", "seed", "test") for n in MANIFEST["nodes"].values())
BY_NAME = {MANIFEST["nodes"][unique_id]["name"]: key for unique_id, key in ASSETS.items()}
TESTS: dict[str, list[str]] = {}
for _id, _node in MANIFEST["nodes"].items():
    if _node["resource_type"] == "test" and dbt.tested(_node) in ASSETS:
        TESTS.setdefault(dbt.tested(_node), []).append(_id)


@dg.multi_asset(
    name="dbt_build",
    specs=[asset_spec(unique_id) for unique_id in ASSETS],
    check_specs=[
        dg.AssetCheckSpec(
            CHECK, asset=ASSETS[unique_id], description=f"The {len(tests)} data tests of dbt."
        )
        for unique_id, tests in TESTS.items()
    ],
    can_subset=True,
    description="Builds models and seeds and runs their data tests, in one dbt build.",
)
def models(
    context: dg.AssetExecutionContext, refresh_run: RefreshRun
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Build the selected nodes and run their tests; the tests alone where only they are asked."""
    built = {i: key for i, key in ASSETS.items() if key in context.selected_asset_keys}
    asked = {
        i: tests
        for i, tests in TESTS.items()
        if dg.AssetCheckKey(ASSETS[i], CHECK) in context.selected_asset_check_keys
    }
    selected = None
    if len(built) < len(ASSETS):
        tests = [test for i, of_node in asked.items() if i not in built for test in of_node]
        selected = [MANIFEST["nodes"][unique_id]["name"] for unique_id in [*built, *tests]]
    title = "Building and testing the models" if built else "Testing the models"
    with refresh_run.step(context, title, None if selected else NODES):
        failure, told = None, set()
        try:
            for done in steps.build(refresh_run.state, selected, only_tests=not built):
                # Nodes somebody added since this process began are built, but no asset yet.
                if done.unique_id in built and done.is_built:
                    told.add(done.unique_id)
                    rows = {} if done.rows is None else {"dagster/row_count": done.rows}
                    yield dg.MaterializeResult(
                        asset_key=built[done.unique_id], metadata=rows | {"seconds": done.seconds}
                    )
        except BusyError:
            raise
        except RefreshError as error:
            failure = error
        else:
            # Dagster would leave out what comes after them, and count the run as a success.
            if silent := sorted(set(built) - told):
                failure = RefreshError(f"dbt ended well and told nothing of {', '.join(silent)}.")
        for table in explaining.rebuilt(refresh_run.state.run_id) if not failure else ():
            if (key := BY_NAME.get(table.model)) in context.selected_asset_keys:
                context.log_event(dg.AssetObservation(key, metadata=table.metadata()))
        # Which tests failed is told whether the build went well or not.
        yield from _results(asked)
        if failure:
            raise failure


def _results(asked: dict[str, list[str]]) -> Iterator[dg.AssetCheckResult]:
    """Yield one result per model whose tests ran."""
    ran = dbt.test_results(steps.dbt_target() / "run_results.json", MANIFEST)
    for unique_id, ids in asked.items():
        if of_node := [ran[i] for i in ids if i in ran]:
            yield checks.result(of_node, ASSETS[unique_id], CHECK)
