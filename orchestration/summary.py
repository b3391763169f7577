"""The figures and warnings shown at the end of a refresh, read from the published file."""

from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from orchestration import made_up, paths, publishing
from orchestration.errors import UsageError
from orchestration.state import Check

ALL = "segment_type = 'all' and segment_value = 'all'"
# Title, mart it needs, and the SQL of one text; null leaves the line out.
FIGURES = (
    ("Customers", "customers", "select format('{:,}', count(*)) from marts.customers"),
    (
        "Counted orders",
        "orders",
        "select format('{:,}', count(*)) from marts.orders where is_counted",
    ),
    (
        "Net sales",
        "orders",
        "select format('{:,}', sum(net_sales)::bigint) from marts.orders where is_counted",
    ),
    (
        "Net Promoter Score (relational)",
        "nps",
        "select format('{:+.1f} ({:+.1f} to {:+.1f}, {:,} answers)', nps, coalesce(ci_low, nps), "
        "coalesce(ci_high, nps), response_count) from marts.nps where period_type = 'all_time' "
        f"and survey_type = 'relational' and touchpoint = 'all' and {ALL} and nps is not null",
    ),
    (
        "Repeat rate, last full month",
        "repeat_rates",
        "select format('{:.1f} % ({})', 100 * repeat_rate, strftime(month, '%Y-%m')) from "
        "marts.repeat_rates "
        f"where variant = 'ever_before' and {ALL} and is_complete and repeat_rate is not null "
        "order by month desc limit 1",
    ),
    (
        "Retention after one month",
        "cohort_retention",
        "select format('{:.1f} %', 100.0 * sum(retained_customer_count) / "
        "nullif(sum(cohort_customer_count), 0)) "
        "from marts.cohort_retention where basis = 'order' and month_number = 1 "
        f"and {ALL} and is_complete",
    ),
    ("Sessions", "sessions", "select format('{:,}', count(*)) from marts.sessions"),
    (
        "Survey responses",
        "survey_responses",
        "select format('{:,}', count(*)) from marts.survey_responses",
    ),
    (
        "Engagement rate of posts (by reach)",
        "social_posts",
        "select format('{:.2f} %', 100.0 * sum(coalesce(like_count, 0) + "
        "coalesce(comment_count, 0) "
        "+ coalesce(share_count, 0)) / nullif(sum(reach_count), 0)) from marts.social_posts "
        "where reach_count > 0",
    ),
)


@dataclass(frozen=True)
class Summary:
    """What a refresh comes down to.

    Attributes:
        figures: Title and figure, in the order they are shown.
        warnings: What deserves a look.
        refresh: The row of table ``refresh``.

    """

    figures: list[tuple[str, str]]
    warnings: list[str]
    refresh: dict[str, Any]


def read() -> Summary:
    """Return the summary of the published refresh.

    Raises:
        UsageError: If nothing is published.

    """
    refresh = publishing.read_refresh()
    if refresh is None:
        raise UsageError(
            f"Nothing is published in {paths.data_dir()} yet. Run: engagement run (or "
            f"engagement demo)"
        )
    figures = []
    with duckdb.connect(str(publishing.current()), read_only=True) as connection:
        for title, mart, sql in FIGURES:
            if mart not in refresh["row_counts"]:
                continue
            row = connection.execute(sql).fetchone()
            if row and row[0] is not None:
                figures.append((title, row[0]))
    return Summary(figures, warnings_of(refresh), refresh)


def warnings_of(refresh: dict[str, Any]) -> list[str]:
    """Return what deserves a look: stale sources in one line, nothing that is planted."""
    failed = [c for c in refresh["checks"].get("failed", []) if not c.get("is_planted")]
    stale = [c["table"].removeprefix("landing ") for c in failed if c["check"] == "is_fresh"]
    texts = list(refresh["warnings"])
    if stale:
        shown = ", ".join(stale[:4]) + (f" and {len(stale) - 4} more" if len(stale) > 4 else "")
        remedy = ""
        if last_date := made_up.planted(paths.raw_dir()).last_date:
            remedy = f" The made-up company ends on {last_date}; make sample makes it anew."
        texts.append(
            f"{len(stale)} sources are older than their freshness rule allows: {shown}.{remedy}"
        )
    for check in failed:
        # Told in another line: the age of all sources, and the quarantine of all tables.
        if check["check"] not in ("is_fresh", "rows_keep_the_contract"):
            observed = f" Observed: {check['observed'].rstrip('.')}." if check["observed"] else ""
            texts.append(f"{check['table']}: {check['check']}.{observed} {check['reason']}".strip())
    return texts


def checks_told(checks: dict[str, Any]) -> str:
    """Return in one line what came of the checks of a published refresh."""
    failed = checks.get("failed", [])
    planted = sum(bool(c.get("is_planted")) for c in failed)
    warned = len(failed) - planted
    parts = [f"{checks.get('passed', 0):,} checks passed"]
    parts += [f"{warned} warn and stop nothing"] if warned else []
    if planted:
        parts.append(
            f"{planted} find exactly what the made-up company has wrong on purpose (the page lists "
            "it under Sources)"
        )
    return ", ".join(parts) + "."


def show(
    summary: Summary,
    extra_warnings: list[str] | None = None,
    checks_now: list[Check] | None = None,
) -> None:
    """Print the summary: a table, the warnings, and where the files are.

    Args:
        summary: The published refresh.
        extra_warnings: What else went wrong.
        checks_now: The age of the sources as it is now, where that may differ from the refresh's.

    """
    from rich.console import Console
    from rich.table import Table

    console = Console()
    as_of = summary.refresh["as_of"]
    moment = f"{as_of:%F %H:%M} UTC" if as_of else "unknown"
    table = Table(title=f"Engagement Warehouse, as of {moment}", title_justify="left")
    table.add_column("Figure")
    table.add_column("Value", justify="right")
    for title, figure in summary.figures:
        table.add_row(title, figure)
    console.print(table)
    found = summary.warnings
    if checks_now is not None:
        failed = summary.refresh["checks"].get("failed", [])
        failed = [c for c in failed if c["check"] != "is_fresh"]
        failed += [asdict(c) for c in checks_now if not c.passed]
        found = warnings_of(summary.refresh | {"checks": {"failed": failed}})
    warnings = list(dict.fromkeys([*(extra_warnings or []), *found]))
    if warnings:
        console.print(f"[yellow]{len(warnings)} things to look at[/yellow]")
        for text in warnings:
            console.print(f"  - {text}", markup=False, highlight=False, soft_wrap=True)
    console.print(checks_told(summary.refresh["checks"]), highlight=False)
    for path in (paths.published_link(), paths.data_dir() / "dashboard.html"):
        if path.exists():
            console.print(str(path), markup=False, highlight=False, soft_wrap=True)
