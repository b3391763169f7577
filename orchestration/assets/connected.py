"""The sources that the company connects: each an asset, before the landing files are loaded."""

from collections.abc import Iterator

import dagster as dg

from connectors.running import Outcome
from orchestration import connecting, fingerprint, paths
from orchestration.run_resource import RefreshRun

GROUP = "connect"


def source_assets() -> dict[str, tuple[connecting.Listed, list[str]]]:
    """Return the sources of connect.yml with the raw tables that each may fill.

    Raises:
        UsageError: If connect.yml or a connector is not written as it has to be.

    """
    sources = [] if paths.raw_dir() == paths.sample_dir() else connecting.listed()
    return {
        source.name: (source, [f.raw.full_name for f in connecting.order(source).connector.fills])
        for source in sources
    }


def key(name: str) -> dg.AssetKey:
    """Return the key of a source."""
    return dg.AssetKey([GROUP, name])


def connected_sources() -> list[dg.AssetsDefinition]:
    """Return an asset per source of connect.yml."""
    return [_asset(source) for source, _ in source_assets().values()]


def _asset(source: connecting.Listed) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"connect_{source.name}",
        specs=[
            dg.AssetSpec(
                key=key(source.name),
                group_name=GROUP,
                description=f"Adds what is new at {source.name} ({source.vendor}) to the zone.",
                kinds={"duckdb"},
            )
        ],
    )
    def connect(
        context: dg.AssetExecutionContext, refresh_run: RefreshRun
    ) -> Iterator[dg.MaterializeResult]:
        with refresh_run.step(context, connecting.STEP):
            done = connecting.run(source, connecting.listed())
            state = refresh_run.state
            # What the refresh is made of is the zone with what has just come.
            state.landing_digest = fingerprint.of_landing(paths.raw_dir())
            state.fingerprint = fingerprint.of_refresh(paths.raw_dir(), state.variables)
        for text in [*done.notes, *done.warnings]:
            context.log.warning(text)
        yield dg.MaterializeResult(metadata=_metadata(done))

    return connect


def _metadata(done: Outcome) -> dict[str, int | dg.MetadataValue]:
    lines = ["| raw table | read | left out | rows | new | changed | gone |", "|---|" + "---:|" * 6]
    for filled in done.filled:
        reasons = ", ".join(f"{count} {reason}" for reason, count in filled.left_out.items())
        read = sum(filled.sources.values())
        lines.append(
            f"| {filled.raw} | {read} | {reasons or 0} | {filled.rows} | {filled.new} "
            f"| {filled.changed} | {filled.gone} |"
        )
    return {
        "rows in": sum(found.rows for found in done.tables.values()),
        "rows out": sum(filled.rows for filled in done.filled),
        "rows left out": sum(sum(filled.left_out.values()) for filled in done.filled),
        "new or changed rows": sum(f.new + f.changed + f.gone for f in done.filled),
        "by table": dg.MetadataValue.md("\n".join(lines)),
    }
