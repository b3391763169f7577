"""Raw tables: everything new in the landing zone, loaded before dbt starts."""

from collections.abc import Iterator

import dagster as dg

from orchestration import loading, paths, steps
from orchestration.assets import connected
from orchestration.project import MANIFEST, source_key, source_spec
from orchestration.run_resource import RefreshRun

CONNECTED = connected.source_assets()
SOURCES = sorted(MANIFEST["sources"].values(), key=lambda source: source["unique_id"])


@dg.multi_asset(
    name="load_landing",
    specs=[
        source_spec(
            source,
            [
                connected.key(name)
                for name, (_, filled) in CONNECTED.items()
                if f"{source['source_name']}.{source['name']}" in filled
            ],
        )
        for source in SOURCES
    ],
    can_subset=True,
    description="Loads landing files that are not loaded yet; schema drift stops the run here.",
)
def load_landing(
    context: dg.AssetExecutionContext, refresh_run: RefreshRun
) -> Iterator[dg.MaterializeResult]:
    """Load, and report what each table holds."""
    with refresh_run.step(context, "Loading landing files"):
        report = steps.load(refresh_run.state)
        with loading.open_file(paths.warehouse_file(), read_only=True) as connection:
            facts = loading.landing_facts(connection)
    for source in SOURCES:
        if source_key(source) not in context.selected_asset_keys:
            continue
        table = facts.get(f"{source['source_name']}.{source['name']}", {})
        folder = f"{source['source_name']}/{source['name']}"
        rows, quarantined = table.get("rows") or 0, table.get("quarantined") or 0
        newest = table.get("newest_loaded_at")
        metadata = {
            "new files": report.files.get(folder, 0),
            "new rows": report.rows.get(folder, 0),
            "dagster/row_count": rows,
            "quarantined rows": quarantined,
            "quarantined share": quarantined / rows if rows else 0.0,
        }
        # Left out, not 0, while the source is not in use: a plot of ages must not show a young one.
        if newest is not None:
            hours = (refresh_run.state.started_at - newest).total_seconds() / 3600
            metadata["hours since the newest row"] = hours
        yield dg.MaterializeResult(asset_key=source_key(source), metadata=metadata)
