"""Sources: whether every raw row is accounted for, and how fresh each table is."""

from datetime import datetime
from typing import Any

from dashboard.blocks import Area, Column, Table
from dashboard.formats import number
from dashboard.labels import label
from dashboard.store import Context
from dashboard.text import plain

STALE_DAYS = 30
MAX_TABLES = 200
_DEFAULT_QUARANTINE_SHARE = 0.05


def area(context: Context) -> Area | None:
    """Return the tab; None where the reconciliation does not exist."""
    if not context.marts.has("source_reconciliation"):
        return None
    rows = tables(context)
    for row in rows:
        row["name"] = plain(row["name"])
        row["newest"] = (
            plain(f"{row['newest_loaded_at']:%Y-%m-%d}") if row["age"] is not None else None
        )
        row["_level"] = "critical" if row["is_lost"] else "warning" if row["is_high"] else None
    lead = label(
        "sources.lead",
        tables=number(len(rows)),
        rows=number(sum(row["raw_row_count"] or 0 for row in rows)),
        quarantined=number(sum(row["quarantined_row_count"] or 0 for row in rows)),
        unaccounted=number(sum(abs(row["unaccounted_row_count"] or 0) for row in rows)),
    )
    table = Table(
        key="source_reconciliation",
        title=label("sources.table"),
        note=label("sources.table_note"),
        columns=(
            Column("name", label("col.table")),
            Column("raw_row_count", label("col.rows"), "count"),
            Column("quarantined_row_count", label("col.quarantined"), "count"),
            Column("quarantined_share", label("col.quarantined_share"), "rate", bar=True),
            Column("unaccounted_row_count", label("col.unaccounted"), "count"),
            Column("age", label("col.age"), "days"),
            Column("newest", label("col.newest")),
            Column("staged_row_count", label("col.staged"), "count"),
            Column("superseded_row_count", label("col.superseded"), "count"),
            Column("deleted_row_count", label("col.deleted"), "count"),
        ),
        rows=rows[:MAX_TABLES],
        wide=True,
        empty=label("page.no_data"),
    )
    blocks = [found, table] if (found := findings(context)) else [table]
    return Area("sources", label("area.sources"), lead=lead, blocks=blocks)


def findings(context: Context) -> Table | None:
    """Return what the checks of this refresh found in the raw tables; None where all is well."""
    prefix = "landing "
    rows = [
        {
            "name": plain(check["table"].removeprefix(prefix)),
            "check": plain(str(check.get("check") or "").replace("_", " ")),
            "observed": plain(str(check.get("observed") or "")),
            "_level": "critical" if check.get("is_critical") else "warning",
        }
        for check in context.failed_checks
        if str(check.get("table")).startswith(prefix) and check.get("check") != "is_fresh"
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: row["_level"])
    return Table(
        key="landing_checks",
        title=label("sources.findings"),
        note=label("sources.findings_note"),
        columns=(
            Column("name", label("col.table")),
            Column("check", label("col.check")),
            Column("observed", label("col.observed")),
        ),
        rows=rows[:MAX_TABLES],
        wide=True,
        empty=label("page.no_data"),
    )


def tables(context: Context) -> list[dict[str, Any]]:
    """Return the rows of source_reconciliation with their age, trouble first.

    Trouble is, in this order: rows unaccounted for, a quarantine above the limit of the run
    (var quarantine_max_share), a larger share in quarantine, an older newest load.
    """
    limit = quarantine_limit(context)
    rows = context.marts.rows("select * from marts.source_reconciliation")
    for row in rows:
        row["name"] = f"{row['source']}.{row['table_name']}"
        raw = row["raw_row_count"] or 0
        row["quarantined_share"] = (row["quarantined_row_count"] or 0) / raw if raw else None
        row["age"] = _age(row["newest_loaded_at"], context.as_of)
        row["is_lost"] = bool(row["unaccounted_row_count"])
        row["is_high"] = (row["quarantined_share"] or 0) > limit
    rows.sort(
        key=lambda row: (
            not row["is_lost"],
            -abs(row["unaccounted_row_count"] or 0),
            -(row["quarantined_share"] or 0),
            -(row["age"] or 0),
            row["name"],
        )
    )
    return rows


def quarantine_limit(context: Context) -> float:
    """Return the share of a table's rows in quarantine from which the refresh stops."""
    try:
        return float(context.settings.get("quarantine_max_share", _DEFAULT_QUARANTINE_SHARE))
    except (TypeError, ValueError):
        return _DEFAULT_QUARANTINE_SHARE


def _age(newest: datetime | None, as_of: datetime | None) -> float | None:
    if newest is None or as_of is None:
        return None
    return (as_of - newest).total_seconds() / 86_400
