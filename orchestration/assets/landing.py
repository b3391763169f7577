"""Raw tables: everything new in the landing zone, loaded before dbt starts."""

from collections.abc import Iterator

import dagster as dg

from orchestration import loading, paths, steps
from orchestration.project import MANIFEST, source_key
from orchestration.run_resource import told
from orchestration.state import RefreshState

SOURCES = sorted(MANIFEST["sources"].values(), key=lambda source: source["unique_id"])


@dg.multi_asset(
    name="load_landing",
    specs=[
        dg.AssetSpec(
            key=source_key(source),
            group_name="landing",
            description=source["description"],
            kinds={"duckdb"},
        )
        for source in SOURCES
    ],
    can_subset=True,
    description="Loads landing files that are not loaded yet; schema drift stops the run here.",
)
def load_landing(
    context: dg.AssetExecutionContext, refresh_run: dg.ResourceParam[RefreshState]
) -> Iterator[dg.MaterializeResult]:
    """Load, and report what each table holds."""
    with told(refresh_run, "Loading landing files"):
        report = steps.load(refresh_run)
        with loading.open_file(paths.warehouse_file(), read_only=True) as connection:
            facts = loading.landing_facts(connection)
    for source in SOURCES:
        if source_key(source) not in context.selected_asset_keys:
            continue
        table = facts.get(f"{source['source_name']}.{source['name']}", {})
        folder = f"{source['source_name']}/{source['name']}"
        yield dg.MaterializeResult(
            asset_key=source_key(source),
            metadata={
                "new files": report.files.get(folder, 0),
                "new rows": report.rows.get(folder, 0),
                "dagster/row_count": table.get("rows") or 0,
                "quarantined rows": table.get("quarantined") or 0,
                "newest row loaded (UTC)": str(table.get("newest_loaded_at") or "never"),
            },
        )
