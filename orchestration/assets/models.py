"""Every dbt model and seed as an asset, its data tests as checks, built by one ``dbt build``."""

from collections.abc import Iterator

import dagster as dg
from dagster_dbt import dbt_assets

from orchestration import dbt, paths, steps
from orchestration.errors import BusyError
from orchestration.project import MANIFEST, PROJECT, TRANSLATOR, Dbt
from orchestration.run_resource import told
from orchestration.state import RefreshState

KNOWN = set(MANIFEST["nodes"])
NODES = sum(
    n["resource_type"] in ("model", "seed", "snapshot", "test") for n in MANIFEST["nodes"].values()
)


@dbt_assets(manifest=MANIFEST, project=PROJECT, dagster_dbt_translator=TRANSLATOR, name="dbt_build")
def models(
    context: dg.AssetExecutionContext, dbt_cli: Dbt, refresh_run: dg.ResourceParam[RefreshState]
) -> Iterator[object]:
    """Build the selected nodes and their tests."""
    with told(refresh_run, "Building and testing the models", NODES) as progress:
        target = paths.data_dir() / ".dbt"
        (target / "run_results.json").unlink(missing_ok=True)
        with steps.run_id_for_dbt(context.run.run_id):
            build = dbt_cli.cli(
                steps.build_arguments(refresh_run),
                context=context,
                manifest=MANIFEST,
                dagster_dbt_translator=TRANSLATOR,
                target_path=target,
                raise_on_error=False,
            )
        errors = []
        for event in build.stream_raw_events():
            info = event.raw_event["info"]
            if info["level"] == "error":
                errors.append(info["msg"])
            node = event.raw_event["data"].get("node_info", {})
            if info["name"] in steps.NODE_DONE:
                progress.advance(node.get("node_name", ""))
            if node.get("unique_id", "") not in KNOWN:
                # Hooks, and nodes somebody added since this run began.
                continue
            yield from event.to_default_asset_events(
                manifest=MANIFEST,
                dagster_dbt_translator=TRANSLATOR,
                context=context,
                target_path=target,
                project=PROJECT,
            )
        report = dbt.report(target / "run_results.json", MANIFEST, errors, build.process.wait())
        refresh_run.checks += report.checks
        if report.is_locked:
            raise BusyError("\n".join(report.problems))
        dbt.raise_for(report)
        refresh_run.is_built = not context.is_subset
