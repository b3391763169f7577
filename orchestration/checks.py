"""Expectations and freshness as asset checks.

Suites live in ``expectations/`` and are edited by analysts; adding a line there adds a check here.
"""

from collections.abc import Iterator

import dagster as dg

from expectations.suites import Suite, read_suites
from orchestration import steps
from orchestration.project import MANIFEST, mart_key, source_key
from orchestration.run_resource import told
from orchestration.state import Check, RefreshState

SOURCE_KEYS = {
    f"{s['source_name']}.{s['name']}": source_key(s) for s in MANIFEST["sources"].values()
}
WITH_RULE = {
    name: next(s for s in MANIFEST["sources"].values() if source_key(s) == key)
    for name, key in SOURCE_KEYS.items()
}
FRESHNESS = {
    name: key
    for name, key in SOURCE_KEYS.items()
    if ((WITH_RULE[name].get("freshness") or {}).get("warn_after") or {}).get("count")
}


def asset_of(suite: Suite) -> dg.AssetKey:
    """Return the asset a suite speaks of."""
    return SOURCE_KEYS[suite.table] if suite.layer == "landing" else mart_key(suite.table)


def specs(layer: str) -> list[dg.AssetCheckSpec]:
    """Return one check per expectation; critical ones block what comes after."""
    return [
        dg.AssetCheckSpec(
            name=statement.check,
            asset=asset_of(suite),
            description=statement.notes,
            blocking=statement.is_critical,
        )
        for suite in read_suites(layer)
        for statement in suite.statements
    ]


def result(check: Check, asset: dg.AssetKey) -> dg.AssetCheckResult:
    """Return a check as Dagster shows it."""
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=check.check,
        passed=check.passed,
        severity=dg.AssetCheckSeverity.ERROR if check.is_critical else dg.AssetCheckSeverity.WARN,
        description=check.reason,
        metadata={"observed": check.observed or "as expected", "what to do": check.remedy},
    )


def run(state: RefreshState, layer: str, title: str) -> Iterator[dg.AssetCheckResult]:
    """Run the suites of a layer and yield a result per expectation."""
    suites = read_suites(layer)
    assets = {suite.name: asset_of(suite) for suite in suites}
    with told(state, title, len(suites)) as progress:
        checks = steps.expect(state, layer, progress.advance)
    for check in checks:
        yield result(check, assets[check.table])


@dg.multi_asset_check(
    name="expect_landing", specs=specs("landing"), description="Population checks on raw tables."
)
def expect_landing(refresh_run: dg.ResourceParam[RefreshState]) -> Iterator[dg.AssetCheckResult]:
    """Check the raw tables before anything is built from them."""
    yield from run(refresh_run, "landing", "Checking the landing tables")


@dg.multi_asset_check(
    name="expect_marts", specs=specs("marts"), description="Population checks on the marts."
)
def expect_marts(refresh_run: dg.ResourceParam[RefreshState]) -> Iterator[dg.AssetCheckResult]:
    """Check the marts before they are published."""
    yield from run(refresh_run, "marts", "Checking the marts")


@dg.multi_asset_check(
    name="source_freshness",
    specs=[
        dg.AssetCheckSpec(
            name="is_fresh",
            asset=key,
            description=(
                "The newest row was loaded within the time the source's freshness rule allows."
            ),
        )
        for key in FRESHNESS.values()
    ],
    description="Freshness of the sources by the run's clock.",
)
def source_freshness(refresh_run: dg.ResourceParam[RefreshState]) -> Iterator[dg.AssetCheckResult]:
    """Compare the newest row of each source with its rule; news, never a reason to stop."""
    with told(refresh_run, "Looking at the age of the sources"):
        found = steps.freshness(MANIFEST, refresh_run.started_at)
    for source, is_fresh, seen in found:
        name = f"{source['source_name']}.{source['name']}"
        check = Check(f"landing {name}", "is_fresh", is_fresh, is_critical=False, observed=seen)
        refresh_run.checks.append(check)
        yield result(check, FRESHNESS[name])
