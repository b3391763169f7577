"""What deserves eyes: failed checks, raw tables in trouble, an NPS that rests on little."""

from typing import Any

import duckdb

from dashboard.blocks import Warn
from dashboard.formats import number, percent
from dashboard.headlines import newest
from dashboard.rows import Row
from dashboard.store import Context
from dashboard.tabs import TABS, read_tab
from dashboard.text import join, month_text, plain
from dashboard.words import label

FEW_ANSWERS = 30  # below this an NPS interval is wider than most decisions bear
OLD_DAYS = 92
MAX_CHECKS = 12
MAX_STALE = 4


def warnings(context: Context) -> list[Warn]:
    """Return what deserves eyes, gravest first."""
    found = [*_file(context), *_checks(context), *_sources(context), *_nps(context)]
    order = {"critical": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda warn: order[warn.level])


def _file(context: Context) -> list[Warn]:
    if context.refresh is not None and not context.columns:
        return [Warn("info", label("warn.no_columns"))]
    return []


def _checks(context: Context) -> list[Warn]:
    if context.refresh is None:
        return [Warn("info", label("warn.no_refresh"))]
    eyes = [c for c in context.failed_checks if not c.get("is_planted") and not _is_age(c)]
    failed = sorted(eyes, key=lambda check: not check.get("is_critical"))
    found = []
    for check in failed[:MAX_CHECKS]:
        reason = plain(check["reason"]) if check.get("reason") else label("warn.check_failed")
        if check.get("observed"):
            reason = label("warn.observed", reason=reason, observed=check["observed"])
        text = label(
            "warn.check",
            check=check.get("check") or "?",
            table=check.get("table") or "?",
            reason=reason,
        )
        found.append(Warn("critical" if check.get("is_critical") else "warning", text))
    if len(failed) > MAX_CHECKS:
        found.append(Warn("info", label("warn.more", n=number(len(failed) - MAX_CHECKS))))
    return found


def _rows(context: Context, tab: str, query: str) -> list[Row]:
    """Return the rows of a query of a tab, none where its mart, or a column of it, is missing."""
    found = next(
        block.queries[query] for block in read_tab(TABS / tab).blocks if query in block.queries
    )
    if not context.marts.has(*found.marts):
        return []
    known = context.settings | {"as_of": context.as_of}
    given = {name: known.get(name) for name in found.parameters}
    try:
        return context.marts.rows(found.sql, **given)
    except duckdb.BinderException:  # the block says so
        return []


def _sources(context: Context) -> list[Warn]:
    rows = _rows(context, "sources", "source_reconciliation")
    found = [
        Warn(
            "critical",
            label("warn.unaccounted", n=number(row["unaccounted_row_count"]), table=row["name"]),
            "sources",
        )
        for row in rows
        if row["level"] == "critical"
    ]
    planted = {_raw_table(c) for c in context.failed_checks if c.get("is_planted")}
    high = [row for row in rows if row["is_high"] and row["name"] not in planted]
    if 0 < len(high) <= 2:
        found += [
            Warn(
                "warning",
                label(
                    "warn.quarantine",
                    share=percent(row["quarantined_share"]),
                    table=row["name"],
                    n=number(row["quarantined_row_count"]),
                ),
                "sources",
            )
            for row in high
        ]
    elif high:
        high.sort(key=lambda row: -row["quarantined_share"])
        names = [plain(f"{r['name']} ({percent(r['quarantined_share'])})") for r in high[:3]]
        limit = percent(context.settings["quarantine_max_share"])
        text = label("warn.quarantine_many", n=number(len(high)), limit=limit, tables=join(names))
        found.append(Warn("warning", text, "sources"))
    stale = [_raw_table(check) for check in context.failed_checks if _is_age(check)]
    if stale:
        shown = join([plain(table) for table in stale[:MAX_STALE]])
        whole = number(len(rows))
        text = label("warn.stale", n=number(len(stale)), whole=whole, tables=shown)
        found.append(Warn("info", text, "sources"))
    return found


def _is_age(check: dict[str, Any]) -> bool:
    """Whether it is the check of a source's age: all of them are told in one line."""
    return check.get("check") == "is_fresh"


def _raw_table(check: dict[str, Any]) -> str:
    return str(check.get("table")).removeprefix("landing ")


def _nps(context: Context) -> list[Warn]:
    row = newest([row for row in _rows(context, "overview", "headlines") if row["metric"] == "nps"])
    if not row:
        return []
    found = []
    n = number(row["denominator"])
    if row["ci_low"] is None:
        found.append(Warn("warning", label("warn.nps_no_interval", n=n), "voice"))
    elif row["denominator"] < FEW_ANSWERS:
        low, high = number(row["ci_low"], 1), number(row["ci_high"], 1)
        found.append(Warn("warning", label("warn.nps_small", n=n, low=low, high=high), "voice"))
    month = context.last_complete_month
    if month and (month - row["month"]).days > OLD_DAYS:
        period = month_text(row["month"])
        found.append(Warn("warning", label("warn.nps_old", period=period), "voice"))
    return found
