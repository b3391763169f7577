"""What people read: the published file and the dashboard drawn from it."""

from datetime import UTC, datetime

import dagster as dg

from orchestration import dbt, engines, paths, postgres, settings, steps
from orchestration.project import MANIFEST, freshness_policy, mart_key
from orchestration.run_resource import RefreshRun

PUBLISHED = dg.AssetKey(["published", "engagement"])


@dg.asset(
    key=PUBLISHED,
    deps=[mart_key(name) for name in dbt.marts(MANIFEST)],
    group_name="published",
    kinds={"duckdb"},
    owners=[settings.owner()],
    freshness_policy=freshness_policy(),
    metadata={"link": dg.MetadataValue.path(paths.published_link())},
    description=(
        "The file BI tools open: marts that were built and checked by one run, "
        "swapped in atomically."
    ),
)
def published_marts(
    context: dg.AssetExecutionContext, refresh_run: RefreshRun
) -> dg.MaterializeResult:
    """Publish, or leave what is published as it is."""
    state = refresh_run.state
    with refresh_run.step(context, "Publishing"):
        published = steps.publish(state, MANIFEST)
    for text in state.warnings:
        context.log.warning(text)
    return dg.MaterializeResult(
        metadata={
            "file": dg.MetadataValue.path(published.file),
            "as of (UTC)": str(steps.as_of()),
            "dagster/row_count": sum(published.row_counts.values()),
            "megabytes": published.file.stat().st_size / 1e6,
            "checks passed": sum(check.passed for check in state.checks),
            "checks failed": sum(not check.passed for check in state.checks),
            "warnings": len(state.warnings),
            "seconds since the start": _seconds_since(state.started_at),
        }
    )


@dg.asset(
    key=dg.AssetKey(["published", "dashboard"]),
    deps=[PUBLISHED],
    group_name="published",
    kinds={"html"},
    owners=[settings.owner()],
    freshness_policy=freshness_policy(),
    description=(
        "dashboard.html; when it cannot be drawn the run fails, and what is published stays."
    ),
)
def dashboard_page(
    context: dg.AssetExecutionContext, refresh_run: RefreshRun
) -> dg.MaterializeResult:
    """Draw the dashboard."""
    with refresh_run.step(context, "Drawing the dashboard"):
        output = steps.draw_dashboard()
    return dg.MaterializeResult(
        metadata={
            "page": dg.MetadataValue.path(output),
            "megabytes": output.stat().st_size / 1e6,
            "seconds since the start": _seconds_since(refresh_run.state.started_at),
        }
    )


def copies() -> list[dg.AssetsDefinition]:
    """Return the assets of what is published elsewhere: on the engine, and in PostgreSQL."""
    on_engine = [_on_engine()] if engines.chosen().is_read else []
    return on_engine + ([_in_postgres()] if postgres.is_wanted() else [])


def _on_engine() -> dg.AssetsDefinition:
    engine = engines.name()

    @dg.asset(
        key=dg.AssetKey(["published", engine]),
        deps=[PUBLISHED],
        group_name="published",
        kinds={engine},
        owners=[settings.owner()],
        freshness_policy=freshness_policy(),
        description=(
            "The marts on the engine itself, all of one refresh; when they cannot be shown the run "
            "fails, and readers there see those of the refresh before."
        ),
    )
    def shown_on_engine(
        context: dg.AssetExecutionContext, refresh_run: RefreshRun
    ) -> dg.MaterializeResult:
        with refresh_run.step(context, f"Publishing on {engine}"):
            shown = steps.publish_on_engine()
        return dg.MaterializeResult(metadata={"schema": shown.schema, "tables": shown.tables})

    return shown_on_engine


def _in_postgres() -> dg.AssetsDefinition:

    @dg.asset(
        key=dg.AssetKey(["published", "postgres"]),
        deps=[PUBLISHED],
        group_name="published",
        kinds={"postgres"},
        owners=[settings.owner()],
        freshness_policy=freshness_policy(),
        description=(
            "The published tables in PostgreSQL; when they cannot be copied the run fails, and "
            "what is published stays, here and there."
        ),
    )
    def postgres_copy(
        context: dg.AssetExecutionContext, refresh_run: RefreshRun
    ) -> dg.MaterializeResult:
        with refresh_run.step(context, "Publishing to PostgreSQL"):
            copied = steps.publish_postgres()
        for text in copied.told:
            context.log.warning(text)
        return dg.MaterializeResult(
            metadata={
                "place": copied.place,
                "dagster/row_count": copied.rows,
                "tables": copied.tables,
                "joins": copied.joins,
                "seconds": copied.seconds,
            }
        )

    return postgres_copy


def _seconds_since(moment: datetime) -> float:
    return (datetime.now(UTC).replace(tzinfo=None) - moment).total_seconds()
