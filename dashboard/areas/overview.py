"""Overview: the headline figures, each with its period, and what deserves eyes."""

from dashboard import headlines
from dashboard.areas import sources
from dashboard.areas.voice import period_text
from dashboard.blocks import Area, Warn
from dashboard.formats import number, percent
from dashboard.labels import label
from dashboard.store import Context
from dashboard.text import join, plain

FEW_ANSWERS = 30  # below this an NPS interval is wider than most decisions bear
MAX_CHECKS = 12


def area(context: Context) -> Area:
    """Return the first tab; always there, since it also says what is missing."""
    return Area(
        "overview",
        label("area.overview"),
        cards=headlines.cards(context),
        warnings=warnings(context),
    )


def warnings(context: Context) -> list[Warn]:
    """Return what deserves eyes, gravest first."""
    found = [*_checks(context), *_sources(context), *_nps(context)]
    order = {"critical": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda warn: order[warn.level])


def _checks(context: Context) -> list[Warn]:
    if context.refresh is None:
        return [Warn("info", label("warn.no_refresh"))]
    failed = sorted(context.failed_checks, key=lambda check: not check.get("is_critical"))
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
        level = "critical" if check.get("is_critical") else "warning"
        found.append(Warn(level, text))
    if len(failed) > MAX_CHECKS:
        found.append(Warn("info", label("warn.more", n=number(len(failed) - MAX_CHECKS))))
    return found


def _sources(context: Context) -> list[Warn]:
    if not context.marts.has("source_reconciliation"):
        return []
    rows = sources.tables(context)
    found = [
        Warn(
            "critical",
            label("warn.unaccounted", n=number(row["unaccounted_row_count"]), table=row["name"]),
            "sources",
        )
        for row in rows
        if row["is_lost"]
    ]
    high = [row for row in rows if row["is_high"]]
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
        text = label(
            "warn.quarantine_many",
            n=number(len(high)),
            limit=percent(sources.quarantine_limit(context)),
            tables=join(names),
        )
        found.append(Warn("warning", text, "sources"))
    stale = [row for row in rows if (row["age"] or 0) > sources.STALE_DAYS]
    if stale:
        text = label(
            "warn.stale", n=number(len(stale)), whole=number(len(rows)), days=sources.STALE_DAYS
        )
        found.append(Warn("info", text, "sources"))
    return found


def _nps(context: Context) -> list[Warn]:
    row = headlines.latest_nps(context)
    if not row:
        return []
    found = []
    n = number(row["response_count"])
    if row["ci_low"] is None:
        found.append(Warn("warning", label("warn.nps_no_interval", n=n), "voice"))
    elif row["response_count"] < FEW_ANSWERS:
        low, high = number(row["ci_low"], 1), number(row["ci_high"], 1)
        found.append(Warn("warning", label("warn.nps_small", n=n, low=low, high=high), "voice"))
    month = context.last_complete_month
    if month and row["period_end"] and (month - row["period_end"]).days > 92:
        found.append(Warn("warning", label("warn.nps_old", period=period_text(row)), "voice"))
    return found
