"""The rows behind a headline figure, from the published file, for whoever has to check it.

The queries are those that the page shows (dashboard/metric_rows).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard import row_queries
from dashboard.store import Context, Marts, read_context
from dashboard.text import month_text
from orchestration import paths, publishing
from orchestration.errors import UsageError


@dataclass(frozen=True)
class FigureRows:
    """The rows behind a figure.

    Attributes:
        sql: The query, for any SQL client.
        columns: Names of its columns.
        rows: What it returned.
        told: What the rows come to beside what mart kpis says, in words.

    """

    sql: str
    columns: list[str]
    rows: list[tuple]
    told: list[str]


def read(metric: str, month: date | None = None, segment: str = "all") -> FigureRows:
    """Return the rows behind a figure of the published refresh.

    Args:
        metric: Name in the metric registry.
        month: A day of the month; by default the newest complete month that has a figure.
        segment: all, or ``type:value`` as in mart kpis.

    Raises:
        UsageError: If nothing is published, kpis has no such figure, or its rows are not published.

    """
    file = publishing.current()
    if file is None:
        raise UsageError(
            f"Nothing is published in {paths.data_dir()} yet. Run: engagement run (or "
            f"engagement demo)"
        )
    kind, _, value = ("all", "", "all") if segment == "all" else segment.partition(":")
    with publishing.readable(file) as path, Marts(path) as marts:
        context = read_context(marts)
        figure = _figure(context, metric, month, kind, value)
        sql = _sql(context, metric, figure["month"], kind, value)
        columns, rows = marts.answer(sql)
    note = row_queries.row_queries()[metric].note
    told = [_told(figure, rows), *([note.en] if note else [])]
    return FigureRows(sql, columns, [tuple(row.values()) for row in rows], told)


def _figure(
    context: Context, metric: str, month: date | None, kind: str, value: str
) -> dict[str, Any]:
    if metric not in row_queries.row_queries():
        raise UsageError(
            f"There is no metric {metric}. Use one of: {', '.join(row_queries.row_queries())}"
        )
    found = context.marts.rows(
        "select * from marts.kpis where metric = $metric and segment_type = $kind "
        "and segment_value = $value order by is_complete, month",
        metric=metric, kind=kind, value=value,
    )  # fmt: skip
    fitting = [row for row in found if month is None or row["month"] == month.replace(day=1)]
    if not fitting:
        known = ", ".join(f"{row['month']:%Y-%m}" for row in found[-6:]) or "none"
        raise UsageError(
            f"Mart kpis has no {metric} of that month and segment. Months of the segment: {known}. "
            "A segment is written as segment_type:segment_value of mart kpis, such as "
            "lifecycle_stage:active."
        )
    return fitting[-1]


def _sql(context: Context, metric: str, month: date, kind: str, value: str) -> str:
    query = row_queries.row_queries()[metric]
    is_told = kind == "all" or (not query.is_only_all and kind in row_queries.ways(context))
    if query.sql is None or not is_told:
        note = query.note.en if query.note else "Answers of respondents about themselves are not."
        raise UsageError(f"The published file does not have these rows. {note}")
    sql = row_queries.with_literals(query.sql, row_queries.places(context) | {"month": month})
    return sql if kind == "all" else row_queries.of_segment(sql, kind, value)


def _told(figure: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """Say what the rows come to and whether mart kpis says the same."""
    text = f"{month_text(figure['month']).en}: {len(rows):,} rows"
    if figure.get("numerator") is None:
        return f"{text}. Mart kpis says {figure['value']}."
    for part in ("numerator", "denominator"):
        if figure.get(part) is None:
            continue
        found = float(_total(row[part] for row in rows))
        same = "as" if abs(found - figure[part]) < 1e-6 * max(1, abs(found)) else "BUT NOT as"
        text += f", {part} {found:,.10g} {same} mart kpis says ({figure[part]:,.10g})"
    return f"{text}."


def _total(parts: Iterable[Any]) -> Any:  # noqa: ANN401 - decimals stay exact
    return sum(part for part in parts if part is not None)
