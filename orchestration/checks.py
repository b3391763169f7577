"""Expectations and freshness as asset checks.

Suites live in ``expectations/`` and are edited by analysts. A suite is one check of its table;
which of its expectations failed, what was seen and what to do stands in the check. All checks can
be run alone, on what was built last.
"""

from collections.abc import Collection, Iterator

import dagster as dg

from expectations.suites import Suite, read_suites
from orchestration import steps
from orchestration.project import MANIFEST, mart_key, source_key
from orchestration.run_resource import RefreshRun
from orchestration.state import Check

CHECK = "expectations"
DATA_CHECK = "data_can_be_used"
FRESH_CHECK = "is_fresh"
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
            description="\n".join(f"- {s.check}: {s.notes}" for s in suite.statements),
            blocking=any(statement.is_critical for statement in suite.statements),
        )
        for suite in read_suites(layer)
    ]


def result(checks: Collection[Check], asset: dg.AssetKey, name: str) -> dg.AssetCheckResult:
    """Return the checks of a table as one check that Dagster shows, with remedies where needed."""
    failed = [check for check in checks if not check.passed]
    is_critical = any(check.is_critical for check in failed)
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=name,
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if is_critical else dg.AssetCheckSeverity.WARN,
        description=f"{len(failed)} of {len(checks)} failed" if failed else None,
        metadata={
            "checks": len(checks),
            "failed": len(failed),
            **{check.check: check.message() for check in failed},
        },
    )


def stop_for(problems: Collection[str]) -> None:
    """End the step with what is critical, in full.

    Dagster itself stops what comes after a blocking check, but says of the failure no more than
    how many checks failed.

    Raises:
        Failure: If there are problems.

    """
    if problems:
        raise dg.Failure("\n".join(problems), allow_retries=False)


def run(
    context: dg.AssetCheckExecutionContext, refresh_run: RefreshRun, layer: str, title: str
) -> Iterator[dg.AssetCheckResult]:
    """Run the selected suites of a layer and yield a result per suite."""
    suites = [
        suite
        for suite in read_suites(layer)
        if dg.AssetCheckKey(asset_of(suite), CHECK) in context.selected_asset_check_keys
    ]
    state = refresh_run.state
    with refresh_run.step(context, title, len(suites)):
        checks = steps.expect(
            state,
            layer,
            lambda name: state.progress.advance(name),
            tables={s.table for s in suites},
        )
        for suite in suites:
            of_suite = [check for check in checks if check.table == suite.name]
            yield result(of_suite, asset_of(suite), CHECK)
        stop_for([c.message() for c in checks if c.is_critical and not c.passed])


@dg.multi_asset_check(
    name="landing_data",
    specs=[
        dg.AssetCheckSpec(
            name=DATA_CHECK,
            asset=key,
            description="References, signs, scales and the like, as orchestration/data_checks.py.",
            blocking=True,
        )
        for key in SOURCE_KEYS.values()
    ],
    can_subset=True,
    description="What looks wrong in the landing tables, counted.",
)
def landing_data(
    context: dg.AssetCheckExecutionContext, refresh_run: RefreshRun
) -> Iterator[dg.AssetCheckResult]:
    """Look for data that would give wrong figures, before anything is built from them."""
    problems: list[str] = []
    with refresh_run.step(context, "Looking for what is wrong in the landing tables"):
        by_table = steps.check_landing_data(refresh_run.state)
        for table, asset in SOURCE_KEYS.items():
            if dg.AssetCheckKey(asset, DATA_CHECK) not in context.selected_asset_check_keys:
                continue
            found = by_table.get(table, [])
            critical = [finding for finding in found if finding.is_critical]
            problems += [
                f"{finding.message}\n  (check {finding.check_name})" for finding in critical
            ]
            yield dg.AssetCheckResult(
                asset_key=asset,
                check_name=DATA_CHECK,
                passed=not found,
                severity=dg.AssetCheckSeverity.ERROR if critical else dg.AssetCheckSeverity.WARN,
                metadata={
                    "findings": len(found),
                    **{
                        f"{number} {finding.check_name}": finding.message
                        for number, finding in enumerate(found, start=1)
                    },
                },
            )
        stop_for(problems)


@dg.multi_asset_check(
    name="expect_landing",
    specs=specs("landing"),
    can_subset=True,
    description="Population checks on raw tables.",
)
def expect_landing(
    context: dg.AssetCheckExecutionContext, refresh_run: RefreshRun
) -> Iterator[dg.AssetCheckResult]:
    """Check the raw tables before anything is built from them."""
    yield from run(context, refresh_run, "landing", "Checking the landing tables")


@dg.multi_asset_check(
    name="expect_marts",
    specs=specs("marts"),
    can_subset=True,
    description="Population checks on the marts.",
)
def expect_marts(
    context: dg.AssetCheckExecutionContext, refresh_run: RefreshRun
) -> Iterator[dg.AssetCheckResult]:
    """Check the marts before they are published."""
    yield from run(context, refresh_run, "marts", "Checking the marts")


@dg.multi_asset_check(
    name="source_freshness",
    specs=[
        dg.AssetCheckSpec(
            name=FRESH_CHECK,
            asset=SOURCE_KEYS[name],
            description=(
                "The newest row was loaded within the time the source's freshness rule allows."
            ),
        )
        for name in WITH_RULE
    ],
    can_subset=True,
    description="Freshness of the sources by the run's clock.",
)
def source_freshness(
    context: dg.AssetCheckExecutionContext, refresh_run: RefreshRun
) -> Iterator[dg.AssetCheckResult]:
    """Compare the newest row of each source with its rule; news, never a reason to stop."""
    with refresh_run.step(context, "Looking at the age of the sources"):
        ages = steps.check_freshness(refresh_run.state, MANIFEST)
    for age in ages:
        asset = SOURCE_KEYS[age.table]
        if dg.AssetCheckKey(asset, FRESH_CHECK) not in context.selected_asset_check_keys:
            continue
        metadata: dict[str, object] = {"observed": age.seen, "hours allowed": age.allowed_hours}
        if age.hours is not None:
            metadata["hours since the newest row"] = age.hours
        if not age.is_fresh:
            metadata["what to do"] = steps.STALE_REMEDY
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name=FRESH_CHECK,
            passed=age.is_fresh,
            severity=dg.AssetCheckSeverity.WARN,
            metadata=metadata,
        )
