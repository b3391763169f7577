"""The figures and warnings shown at the end of a refresh, read from the published file."""

from dataclasses import asdict, dataclass
from typing import Any

from dashboard.blocks import Card
from dashboard.formats import write
from dashboard.headlines import headlines
from dashboard.store import Marts, read_context
from orchestration import made_up, outcome, paths, publishing
from orchestration.errors import UsageError
from orchestration.state import Check


@dataclass(frozen=True)
class Summary:
    """What a refresh comes down to.

    Attributes:
        figures: Name, period, figure and target of the page's headline figures, in their order.
        currency: Code of the currency of money.
        warnings: What deserves a look.
        refresh: The row of table ``refresh``.

    """

    figures: list[tuple[str, str, str, str]]
    currency: str
    warnings: list[str]
    refresh: dict[str, Any]


def read(is_all: bool = False) -> Summary:
    """Return the summary of the published refresh.

    Args:
        is_all: Tell every metric of the registry, not only those that are cards of the page.

    Raises:
        UsageError: If nothing is published.

    """
    refresh = publishing.read_refresh()
    if refresh is None:
        raise UsageError(
            f"Nothing is published in {paths.data_dir()} yet. Run: engagement run (or "
            f"engagement demo)"
        )
    with publishing.readable(publishing.current()) as file, Marts(file) as marts:
        context = read_context(marts)
        figures = [
            (
                card.label.en,
                card.period.en,
                _written(card, context.currency),
                "" if card.target is None else write(card.target, card.unit, context.currency),
            )
            for card in headlines(context, is_all)
            if card.value is not None
        ]
    return Summary(figures, context.currency, _failed() + warnings_of(refresh), refresh)


def _failed() -> list[str]:
    """Return that a refresh after the published one failed, where it did."""
    last = outcome.last()
    if last is None or last.is_good or last.came_to == outcome.RUNNING:
        return []
    return [
        f"The refresh of {last.moment:%F %H:%M} UTC failed and changed nothing here. Failed: "
        f"{last.what()}."
    ]


def _written(card: Card, currency: str) -> str:
    """Return a figure as the page writes it, with its interval where it has one."""
    text = write(card.value, card.unit, currency)
    if card.interval is None:
        return text
    low, high = (write(end, card.unit, currency) for end in card.interval)
    return f"{text} ({low} to {high})"


def warnings_of(refresh: dict[str, Any]) -> list[str]:
    """Return what deserves a look: stale sources in one line, nothing that is planted."""
    failed = [c for c in refresh["checks"].get("failed", []) if not c.get("is_planted")]
    stale = [c["table"].removeprefix("landing ") for c in failed if c["check"] == "is_fresh"]
    texts = list(refresh["warnings"])
    if stale:
        shown = ", ".join(stale[:4]) + (f" and {len(stale) - 4} more" if len(stale) > 4 else "")
        texts.append(
            f"{len(stale)} sources are older than their freshness rule allows: {shown}."
            f"{_made_up_remedy()}"
        )
    for check in failed:
        # Told in another line: the age of all sources, and the quarantine of all tables.
        if check["check"] not in ("is_fresh", "rows_keep_the_contract"):
            observed = f" Observed: {check['observed'].rstrip('.')}." if check["observed"] else ""
            texts.append(f"{check['table']}: {check['check']}.{observed} {check['reason']}".strip())
    return texts


def _made_up_remedy() -> str:
    """Return what old sources of the made-up company need; nothing for a real one's."""
    last_date = made_up.planted(paths.raw_dir()).last_date
    if not last_date:
        return ""
    from sample_company.world import last_complete_day

    if last_date < last_complete_day().isoformat():
        return f" The made-up company ends on {last_date}; make sample makes it anew."
    return (
        f" The made-up company ends on {last_date}, as late as it can: among few people such "
        "things happen seldom, and a larger one (make sample PEOPLE=...) has newer rows."
    )


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
    title = f"Engagement Warehouse, as of {moment}, money in {summary.currency}"
    table = Table(title=title, title_justify="left")
    table.add_column("Figure")
    table.add_column("Period")
    table.add_column("Value", justify="right")
    table.add_column("Target", justify="right")
    for figure in summary.figures:
        table.add_row(*figure)
    console.print(table)
    found = summary.warnings
    if checks_now is not None:
        failed = summary.refresh["checks"].get("failed", [])
        failed = [c for c in failed if c["check"] != "is_fresh"]
        failed += [asdict(c) for c in checks_now if not c.passed]
        found = _failed() + warnings_of(summary.refresh | {"checks": {"failed": failed}})
    warnings = list(dict.fromkeys([*(extra_warnings or []), *found]))
    if warnings:
        console.print(f"[yellow]To look at: {len(warnings)}[/yellow]")
        for text in warnings:
            console.print(f"  - {text}", markup=False, highlight=False, soft_wrap=True)
    else:
        console.print("Nothing needs a look.")
    console.print(checks_told(summary.refresh["checks"]), highlight=False)
    files = (paths.published_link(), paths.data_dir() / "dashboard.html", paths.contact_file())
    for path in files:
        if path.exists():
            console.print(str(path), markup=False, highlight=False, soft_wrap=True)
