"""What people read: the published file and the dashboard drawn from it."""

import dagster as dg

from orchestration import dbt, steps
from orchestration.project import MANIFEST, mart_key
from orchestration.run_resource import told
from orchestration.state import RefreshState

PUBLISHED = dg.AssetKey(["published", "engagement"])


@dg.asset(
    key=PUBLISHED,
    deps=[mart_key(name) for name in dbt.marts(MANIFEST)],
    group_name="published",
    kinds={"duckdb"},
    description=(
        "The file BI tools open: marts that were built and checked by one run, "
        "swapped in atomically."
    ),
)
def published_marts(refresh_run: dg.ResourceParam[RefreshState]) -> dg.MaterializeResult:
    """Publish, or leave what is published as it is."""
    with told(refresh_run, "Publishing"):
        published = steps.publish(refresh_run, MANIFEST)
    return dg.MaterializeResult(
        metadata={
            "file": published.file.name,
            "rows": sum(published.row_counts.values()),
            **published.row_counts,
        }
    )


@dg.asset(
    key=dg.AssetKey(["published", "dashboard"]),
    deps=[PUBLISHED],
    group_name="published",
    kinds={"html"},
    description=(
        "dashboard.html; when it cannot be drawn the run fails, and what is published stays."
    ),
)
def dashboard_page(refresh_run: dg.ResourceParam[RefreshState]) -> dg.MaterializeResult:
    """Draw the dashboard."""
    with told(refresh_run, "Drawing the dashboard"):
        output = steps.draw_dashboard()
    return dg.MaterializeResult(metadata={"bytes": output.stat().st_size})
