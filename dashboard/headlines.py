"""The headline figures of the overview. Each takes the last period that has ended: a month in
progress is shown beside it as such, and never compared as if it were complete.
"""

from datetime import date
from itertools import accumulate
from typing import Any

from dashboard.areas.customers import first_seen
from dashboard.areas.sources import tables
from dashboard.areas.voice import period_text
from dashboard.blocks import Card
from dashboard.formats import number, percent, write
from dashboard.labels import label
from dashboard.store import Context, previous_month
from dashboard.text import Text, day_text, month_text

TREND_MONTHS = 13  # one year back to the same month
FRESH_DAYS = 7
CERTAIN = 0.05
FEW_CASES = 30  # below this one customer moves a rate by more than three points


def cards(context: Context) -> list[Card]:
    """Return the cards whose marts exist, in reading order."""
    makers = (
        ("nps", _nps),
        ("customers", _customers),
        ("repeat_rates", _active_buyers),
        ("repeat_rates", _repeat_rate),
        ("orders", _net_sales),
        ("orders", _orders),
        ("cohort_retention", _retention),
        ("sessions", _sessions),
        ("sessions", _conversion),
        ("social_posts", _social),
        ("source_reconciliation", _quarantined),
        ("source_reconciliation", _fresh),
    )
    return [make(context) for table, make in makers if context.marts.has(table)]


def latest_nps(context: Context) -> dict[str, Any]:
    """Return the relational NPS row of the latest complete quarter, else month; empty without one."""
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


def _series(values: dict[date, Any], last: date | None, fill: int | None = None) -> list[Any]:
    """Return the figures of the months up to `last`; a month without a row is `fill`."""
    if last is None or not values:
        return []
    months = [last]
    while len(months) < TREND_MONTHS and months[-1] > min(values):
        months.append(previous_month(months[-1]))
    return [values.get(month, fill) for month in reversed(months)]


def _monthly(
    context: Context,
    *,
    metric: str,
    area: str,
    kind: str,
    values: dict[date, Any],
    month: date | None,
    fill: int | None = None,
    notes: list[Text] | None = None,
    so_far: bool = False,
    cases: int | None = None,
) -> Card:
    """Return a card of one month against the month before it."""
    has_any = bool(values) and month is not None
    value = values.get(month, fill) if has_any else None
    before = previous_month(month) if month else None
    # Before the first month with data there is nothing to compare with, not a zero.
    previous = values.get(before, fill) if has_any and before >= min(values) else None
    notes = list(notes or [])
    if so_far and context.open_month in values:
        open_value = write(values[context.open_month], kind, context.currency)
        period = month_text(context.open_month)
        notes.append(label("card.so_far", period=period, value=open_value))
    return Card(
        metric=metric,
        label=label(f"card.{metric}"),
        area=area,
        kind=kind,
        value=value,
        period=month_text(month),
        previous=previous,
        previous_period=month_text(before),
        change=None if value is None or previous is None else value - previous,
        trend=_series(values, month, fill),
        notes=notes,
        is_uncertain=cases is not None and cases < FEW_CASES,
    )


def _repeat_rows(context: Context) -> dict[date, dict[str, Any]]:
    rows = context.marts.rows(
        "select * from marts.repeat_rates where variant = 'ever_before' and segment_type = 'all'"
    )
    return {row["month"]: row for row in rows}


def _active_buyers(context: Context) -> Card:
    values = {m: row["customer_count"] for m, row in _repeat_rows(context).items()}
    return _monthly(
        context,
        metric="active_buyers",
        area="value",
        kind="count",
        values=values,
        month=context.last_complete_month,
        fill=0,
        so_far=True,
    )


def _repeat_rate(context: Context) -> Card:
    rows = {m: row for m, row in _repeat_rows(context).items() if row["is_complete"]}
    month = context.last_complete_month
    notes = []
    if row := rows.get(month):
        part, whole = number(row["repeat_customer_count"]), number(row["customer_count"])
        notes.append(label("card.of_buyers", part=part, whole=whole))
    cases = rows[month]["customer_count"] if month in rows else None
    return _monthly(
        context,
        metric="repeat_rate",
        area="value",
        kind="rate",
        values={m: row["repeat_rate"] for m, row in rows.items()},
        month=month,
        notes=notes,
        cases=cases,
    )


def _order_months(context: Context) -> list[dict[str, Any]]:
    return context.marts.rows(
        """
        select date_trunc('month', business_date)::date as month,
            sum(net_sales) as net_sales, count(*) as order_count
        from marts.orders
        where is_counted
        group by all
        """
    )


def _net_sales(context: Context) -> Card:
    return _monthly(
        context,
        metric="net_sales",
        area="value",
        kind="money",
        values={row["month"]: row["net_sales"] for row in _order_months(context)},
        month=context.last_complete_month,
        fill=0,
        so_far=True,
    )


def _orders(context: Context) -> Card:
    return _monthly(
        context,
        metric="orders",
        area="value",
        kind="count",
        values={row["month"]: row["order_count"] for row in _order_months(context)},
        month=context.last_complete_month,
        fill=0,
        so_far=True,
    )


def _retention(context: Context) -> Card:
    rows = context.marts.rows(
        """
        select *
        from marts.cohort_retention
        where segment_type = 'all'
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


def _session_months(context: Context) -> dict[date, dict[str, Any]]:
    rows = context.marts.rows(
        """
        select date_trunc('month', business_date)::date as month, count(*) as session_count,
            count(*) filter (where has_purchase) as purchase_count
        from marts.sessions
        where business_date is not null
        group by all
        """
    )
    return {row["month"]: row for row in rows}


def _sessions(context: Context) -> Card:
    months = _session_months(context)
    return _monthly(
        context,
        metric="sessions",
        area="journey",
        kind="count",
        values={month: row["session_count"] for month, row in months.items()},
        month=context.last_complete_month,
        fill=0,
        so_far=True,
    )


def _conversion(context: Context) -> Card:
    months = _session_months(context)
    month = context.last_complete_month
    notes = []
    if row := months.get(month):
        part, whole = number(row["purchase_count"]), number(row["session_count"])
        notes.append(label("card.of_sessions", part=part, whole=whole))
    return _monthly(
        context,
        metric="conversion",
        area="journey",
        kind="rate",
        values={m: row["purchase_count"] / row["session_count"] for m, row in months.items()},
        month=month,
        notes=notes,
    )


def _social(context: Context) -> Card:
    rows = context.marts.rows(
        """
        select
            date_trunc('month', business_date)::date as month,
            sum(coalesce(like_count, 0) + coalesce(comment_count, 0) + coalesce(share_count, 0))
                filter (where reach_count > 0)
                / nullif(sum(reach_count) filter (where reach_count > 0), 0)::double
                as engagement_rate
        from marts.social_posts
        where business_date is not null
        group by all
        """
    )
    values = {row["month"]: row["engagement_rate"] for row in rows}
    month = context.last_complete_month
    notes = [label("card.no_reach")] if rows and values.get(month) is None else []
    return _monthly(
        context,
        metric="social_rate",
        area="social",
        kind="rate",
        values=values,
        month=month,
        notes=notes,
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
