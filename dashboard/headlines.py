"""The headline figures of the overview, each with its period."""

from datetime import date
from itertools import accumulate
from typing import Any

from dashboard import monthly
from dashboard.areas.customers import first_seen
from dashboard.areas.sources import tables
from dashboard.areas.voice import period_text
from dashboard.blocks import Card
from dashboard.formats import number, percent
from dashboard.labels import label
from dashboard.monthly import FEW_CASES, TREND_MONTHS
from dashboard.store import Context, previous_month
from dashboard.text import Text, day_text, month_text

FRESH_DAYS = 7
CERTAIN = 0.05


def cards(context: Context) -> list[Card]:
    """Return the cards whose marts exist, in reading order."""
    makers = (
        ("nps", _nps),
        ("customers", _customers),
        ("repeat_rates", monthly.active_buyers),
        ("repeat_rates", monthly.repeat_rate),
        ("orders", monthly.net_sales),
        ("orders", monthly.orders),
        ("cohort_retention", _retention),
        ("sessions", monthly.sessions),
        ("sessions", monthly.conversion),
        ("social_posts", monthly.social_rate),
        ("source_reconciliation", _quarantined),
        ("source_reconciliation", _fresh),
    )
    return [make(context) for table, make in makers if context.marts.has(table)]


def latest_nps(context: Context) -> dict[str, Any]:
    """Return the relational NPS row of the latest complete quarter, else month, else {}."""
    if not context.marts.has("nps"):
        return {}
    return context.marts.one(
        """
        select *
        from marts.nps
        where period_type in ('quarter', 'month')
            and survey_type = 'relational'
            and touchpoint = 'all'
            and segment_type = 'all'
            and is_complete
        order by period_type = 'quarter' desc, period_start desc
        limit 1
        """
    )


def _nps(context: Context) -> Card:
    row = latest_nps(context)
    common = {"metric": "nps", "label": label("card.nps"), "area": "voice", "kind": "points"}
    if not row:
        return Card(**common, value=None, period=label("card.relational"))
    history = context.marts.rows(
        """
        select period_start, nps
        from marts.nps
        where period_type = $period_type
            and survey_type = 'relational'
            and touchpoint = 'all'
            and segment_type = 'all'
            and is_complete
        order by period_start
        """,
        period_type=row["period_type"],
    )
    notes = [label("card.answers", n=number(row["response_count"]))]
    p_value = row["nps_change_p_value"]
    is_chance = p_value is not None and p_value >= CERTAIN
    if is_chance:
        notes.append(label("card.chance", p=f"{p_value:.2f}"))
    change = row["nps_change"]
    return Card(
        **common,
        value=row["nps"],
        period=_both(period_text(row), label("card.relational")),
        previous=None if change is None else row["nps"] - change,
        previous_period=_period_before(row),
        change=change,
        interval=None if row["ci_low"] is None else (row["ci_low"], row["ci_high"]),
        trend=[entry["nps"] for entry in history][-TREND_MONTHS:],
        notes=notes,
        is_uncertain=is_chance,
    )


def _period_before(row: dict[str, Any]) -> Text:
    start = previous_month(row["period_start"])
    if row["period_type"] == "quarter":
        start = previous_month(previous_month(start))
    return period_text({**row, "period_start": start, "is_complete": True})


def _both(first: Text, second: Text) -> Text:
    return Text(f"{first.en}, {second.en}", f"{first.ja}・{second.ja}")


def _customers(context: Context) -> Card:
    count = context.marts.one("select count(*) as n from marts.customers")["n"]
    months = {row["month"]: row["customer_count"] for row in first_seen(context)}
    month = context.last_complete_month
    notes = []
    if month and count:
        new = number(months.get(month, 0))
        notes.append(label("card.first_seen", n=new, month=month_text(month)))
    day = day_text(context.local_as_of)
    return Card(
        metric="customers",
        label=label("card.customers"),
        area="customers",
        kind="count",
        value=count or None,
        period=label("card.as_of", day=day),
        trend=_running_total(months),
        notes=notes,
    )


def _running_total(months: dict[date, int]) -> list[int]:
    return list(accumulate(months[month] for month in sorted(months)))[-TREND_MONTHS:]


def _retention(context: Context) -> Card:
    rows = context.marts.rows(
        """
        select *
        from marts.cohort_retention
        where basis = 'order'
            and segment_type = 'all'
            and month_number = 1
            and is_complete
            and retention_rate is not null
        order by cohort_month
        """
    )
    common = {
        "metric": "month_1_retention",
        "label": label("card.month_1_retention"),
        "area": "value",
        "kind": "rate",
    }
    if not rows:
        return Card(**common, value=None, period=month_text(None))
    row = rows[-1]
    before = rows[-2] if len(rows) > 1 else None
    part, whole = number(row["retained_customer_count"]), number(row["cohort_customer_count"])
    return Card(
        **common,
        value=row["retention_rate"],
        period=label("card.cohort", month=month_text(row["cohort_month"])),
        previous=before and before["retention_rate"],
        previous_period=before and month_text(before["cohort_month"]),
        change=before and row["retention_rate"] - before["retention_rate"],
        trend=[entry["retention_rate"] for entry in rows][-TREND_MONTHS:],
        notes=[label("card.of_customers", part=part, whole=whole)],
        is_uncertain=row["cohort_customer_count"] < FEW_CASES,
    )


def _quarantined(context: Context) -> Card:
    rows = tables(context)
    raw = sum(row["raw_row_count"] or 0 for row in rows)
    quarantined = sum(row["quarantined_row_count"] or 0 for row in rows)
    notes = []
    if raw:
        notes.append(label("card.of_rows", share=percent(quarantined / raw), n=number(raw)))
    return Card(
        metric="quarantined",
        label=label("card.quarantined"),
        area="sources",
        kind="count",
        value=quarantined if rows else None,
        period=label("card.as_of", day=day_text(context.local_as_of)),
        higher_is_better=False,
        notes=notes,
    )


def _fresh(context: Context) -> Card:
    rows = tables(context)
    known = [row for row in rows if row["age"] is not None]
    notes = []
    if known:
        newest = max(row["newest_loaded_at"] for row in known)
        notes = [
            label("card.of_tables", n=number(len(rows))),
            label("card.newest", day=day_text(newest)),
        ]
    return Card(
        metric="fresh_tables",
        label=label("card.fresh_tables"),
        area="sources",
        kind="count",
        value=sum(row["age"] <= FRESH_DAYS for row in known) if known else None,
        period=label("card.as_of", day=day_text(context.local_as_of)),
        notes=notes,
    )
