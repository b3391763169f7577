"""Every dbt model and seed as an asset, built by one ``dbt build``; its data tests are one check.

A check per test would be hundreds of events in every run, most of them saying that all is well;
which test failed, and why, stands in the check of its model.
"""

from collections.abc import Iterator

import dagster as dg

from orchestration import dbt, steps
from orchestration.project import ASSETS, MANIFEST, PROJECT, TRANSLATOR
from orchestration.run_resource import told
from orchestration.state import RefreshState

CHECK = "dbt_tests"
NODES = sum(n["resource_type"] in ("model", "seed", "test") for n in MANIFEST["nodes"].values())
TESTS: dict[str, list[str]] = {}
for _id, _node in MANIFEST["nodes"].items():
    if _node["resource_type"] == "test" and dbt.tested(_node) in ASSETS:
        TESTS.setdefault(dbt.tested(_node), []).append(_id)


@dg.multi_asset(
    name="dbt_build",
    specs=[
        TRANSLATOR.get_asset_spec(MANIFEST, unique_id, PROJECT).replace_attributes(skippable=True)
        for unique_id in ASSETS
    ],
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
    context: dg.AssetExecutionContext, refresh_run: dg.ResourceParam[RefreshState]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Build the selected nodes and their tests."""
    chosen = {i: key for i, key in ASSETS.items() if key in context.selected_asset_keys}
    selected = None
    if len(chosen) < len(ASSETS):
        selected = [MANIFEST["nodes"][unique_id]["name"] for unique_id in chosen]
    with told(refresh_run, "Building and testing the models", NODES):
        try:
            for unique_id in steps.build(refresh_run, selected):
                # Nodes somebody added since this process began are built, but no asset yet.
                if unique_id in chosen:
                    yield dg.MaterializeResult(asset_key=chosen[unique_id])
        finally:
            yield from _results(context)


def _results(context: dg.AssetExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """Yield one result per model whose tests ran."""
    tests = dbt.test_results(steps.dbt_target() / "run_results.json")
    for unique_id, ids in TESTS.items():
        ran = {i: tests[i] for i in ids if i in tests}
        asked = dg.AssetCheckKey(ASSETS[unique_id], CHECK) in context.selected_asset_check_keys
        if not ran or not asked:
            continue
        failed = {i: message for i, (passed, message) in ran.items() if not passed}
        yield dg.AssetCheckResult(
            asset_key=ASSETS[unique_id],
            check_name=CHECK,
            passed=not failed,
            metadata={
                "tests": len(ran),
                "failed": len(failed),
                **{MANIFEST["nodes"][i]["name"]: message for i, message in failed.items()},
            },
        )
