"""Headline figures of one month against the month before.

Each takes the last month that has ended: a month in progress is shown beside it as such, and
never compared as if it were complete.
"""

from datetime import date
from typing import Any

from dashboard.blocks import Card
from dashboard.formats import number, write
from dashboard.labels import label
from dashboard.store import Context, previous_month
from dashboard.text import Text, month_text

TREND_MONTHS = 13  # one year back to the same month
FEW_CASES = 30  # below this one customer moves a rate by more than three points


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


def active_buyers(context: Context) -> Card:
    """Return the card of the customers with a counted order in the month."""
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


def repeat_rate(context: Context) -> Card:
    """Return the card of the buyers of the month who had ordered before."""
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


def net_sales(context: Context) -> Card:
    """Return the card of the net sales of the month, guests included."""
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


def orders(context: Context) -> Card:
    """Return the card of the counted orders of the month."""
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


def _session_months(context: Context) -> dict[date, dict[str, Any]]:
    rows = context.marts.rows(
        """
        select date_trunc('month', business_date)::date as month, count(*) as session_count,
            count(*) filter (where has_purchase) as purchase_count
        from marts.sessions
        where business_date is not null and not is_bot
        group by all
        """
    )
    return {row["month"]: row for row in rows}


def sessions(context: Context) -> Card:
    """Return the card of the visits of the month."""
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


def conversion(context: Context) -> Card:
    """Return the card of the share of visits with a purchase."""
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


def social_rate(context: Context) -> Card:
    """Return the card of the reactions per reach, over the posts with a known reach."""
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
