"""The rows behind a headline figure: one query per metric over the published marts.

The queries stand in metric_rows/<metric>.sql; notes.yml there says what the published file does not
hold. Each returns a row per fact with its parts: `numerator`, and `denominator` where the figure is
a ratio, add up to those of mart kpis; a median has its `value`s.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from textwrap import indent
from typing import Any

from dashboard.store import Context
from dashboard.tabs import PARAMETER, as_text
from dashboard.text import Text
from orchestration import yamls

FOLDER = Path(__file__).parent / "metric_rows"
# Segments of a customer as they are today: columns of mart customers.
SEGMENTED = """\
select rows.*
from (
{rows}
) as rows
left join marts.customers as customers
    on rows.customer_id = customers.customer_id
where coalesce(customers.{column}, 'unknown') = {value}
"""


@dataclass(frozen=True)
class RowQuery:
    """How the rows behind a metric are found.

    Attributes:
        sql: Its query with places ($month, $as_of, $zone, variables); None where no mart has rows.
        note: What the published file does not hold.
        is_only_all: Rows of a segment cannot be told.

    """

    sql: str | None
    note: Text | None = None
    is_only_all: bool = False


@cache
def row_queries() -> dict[str, RowQuery]:
    """Return the query of each metric that has one, or a note why it has none."""
    notes = yamls.read((FOLDER / "notes.yml").read_text(encoding="utf-8"))
    queries = {file.stem: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.sql")}
    return {
        metric: RowQuery(
            queries.get(metric),
            as_text(notes[metric]) if metric in notes else None,
            notes.get(metric, {}).get("only") == "all",
        )
        for metric in sorted(queries | notes)
    }


def places(context: Context) -> dict[str, Any]:
    """Return what fills the places of every query but the month."""
    return context.settings | {"as_of": context.as_of, "zone": context.timezone.key}


def ways(context: Context) -> set[str]:
    """Return the ways to split customers whose segments the published file can tell."""
    return {column for mart, column in context.columns if mart == "customers"}


def with_literals(sql: str, known: Mapping[str, Any]) -> str:
    """Return a query with its known places filled, so that any SQL client can run it."""
    return PARAMETER.sub(
        lambda place: literal(known[place[1]]) if place[1] in known else place[0], sql
    )


def literal(value: object) -> str:
    """Return a value as SQL has it."""
    if isinstance(value, datetime):
        return f"timestamp '{value}'"
    if isinstance(value, date):
        return f"date '{value}'"
    if isinstance(value, str):
        return "'{}'".format(value.replace("'", "''"))
    return "null" if value is None else str(value)


def of_segment(sql: str, column: str, value: str) -> str:
    """Return a query of the rows of one segment.

    Raises:
        ValueError: The segment is no column of mart customers.

    """
    if not re.fullmatch(r"[a-z_]+", column):
        raise ValueError(f"no way to split customers: {column}")
    known = {"column": column, "value": literal(value), "rows": indent(sql.rstrip("\n"), "    ")}
    return re.sub(r"\{(\w+)\}", lambda place: known[place[1]], SEGMENTED)
