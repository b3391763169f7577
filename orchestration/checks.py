"""Expectations and freshness as asset checks.

Suites live in ``expectations/`` and are edited by analysts. A suite is one check of its table;
which of its expectations failed, what was seen and what to do stands in the check.
"""

from collections.abc import Iterator

import dagster as dg

from expectations.suites import Suite, read_suites
from orchestration import steps
from orchestration.project import MANIFEST, mart_key, source_key
from orchestration.run_resource import told
from orchestration.state import Check, RefreshState

CHECK = "expectations"
SOURCE_KEYS = {
    f"{s['source_name']}.{s['name']}": source_key(s) for s in MANIFEST["sources"].values()
}
WITH_RULE = [
    f"{s['source_name']}.{s['name']}"
    for s in MANIFEST["sources"].values()
    if ((s.get("freshness") or {}).get("warn_after") or {}).get("count")
]


def asset_of(suite: Suite) -> dg.AssetKey:
    """Return the asset a suite speaks of."""
    return SOURCE_KEYS[suite.table] if suite.layer == "landing" else mart_key(suite.table)


def specs(layer: str) -> list[dg.AssetCheckSpec]:
    """Return one check per suite; those with a critical expectation block what comes after."""
    return [
        dg.AssetCheckSpec(
            name=CHECK,
            asset=asset_of(suite),
            description="\n".join(f"{s.check}: {s.notes}" for s in suite.statements),
            blocking=any(statement.is_critical for statement in suite.statements),
        )
        for suite in read_suites(layer)
    ]


def result(checks: list[Check], asset: dg.AssetKey, name: str) -> dg.AssetCheckResult:
    """Return the checks of a table as one check that Dagster shows."""
    failed = [check for check in checks if not check.passed]
    is_critical = any(check.is_critical for check in failed)
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=name,
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if is_critical else dg.AssetCheckSeverity.WARN,
        metadata={
            "checks": len(checks),
            "failed": len(failed),
            **{check.check: check.message() for check in failed},
        },
    )


def run(state: RefreshState, layer: str, title: str) -> Iterator[dg.AssetCheckResult]:
    """Run the suites of a layer and yield a result per suite."""
    suites = read_suites(layer)
    with told(state, title, len(suites)) as progress:
        checks = steps.expect(state, layer, progress.advance)
    for suite in suites:
        yield result([c for c in checks if c.table == suite.name], asset_of(suite), CHECK)


@dg.multi_asset_check(
    name="landing_data",
    specs=[
        dg.AssetCheckSpec(
            name="data_can_be_used",
            asset=key,
            description="References, signs, scales and the like, as orchestration/data_checks.py.",
            blocking=True,
        )
        for key in SOURCE_KEYS.values()
    ],
    description="What looks wrong in the landing tables, counted.",
)
def landing_data(refresh_run: dg.ResourceParam[RefreshState]) -> Iterator[dg.AssetCheckResult]:
    """Look for data that would give wrong figures, before anything is built from them."""
    with told(refresh_run, "Looking for what is wrong in the landing tables"):
        by_table = steps.check_landing_data(refresh_run)
    for table, asset in SOURCE_KEYS.items():
        found = by_table.get(table, [])
        is_critical = any(finding.is_critical for finding in found)
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name="data_can_be_used",
            passed=not found,
            severity=dg.AssetCheckSeverity.ERROR if is_critical else dg.AssetCheckSeverity.WARN,
            metadata={
                f"{number} {finding.check_name}": finding.message
                for number, finding in enumerate(found, start=1)
            },
        )


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
            asset=SOURCE_KEYS[name],
            description=(
                "The newest row was loaded within the time the source's freshness rule allows."
            ),
        )
        for name in WITH_RULE
    ],
    description="Freshness of the sources by the run's clock.",
)
def source_freshness(refresh_run: dg.ResourceParam[RefreshState]) -> Iterator[dg.AssetCheckResult]:
    """Compare the newest row of each source with its rule; news, never a reason to stop."""
    with told(refresh_run, "Looking at the age of the sources"):
        checks = steps.check_freshness(refresh_run, MANIFEST)
    for check in checks:
        yield dg.AssetCheckResult(
            asset_key=SOURCE_KEYS[check.table.removeprefix("landing ")],
            check_name=check.check,
            passed=check.passed,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"observed": check.observed},
        )
