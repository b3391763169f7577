"""Value: who comes back, how often, and what it is worth."""

import altair as alt

from dashboard.old import charts
from dashboard.old.blocks import Area, Chart, Cohorts, Column, Legend, Table
from dashboard.old.formats import percent
from dashboard.old.labels import label
from dashboard.old.subscribers import subscriber_blocks
from dashboard.old.worth import worth_blocks
from dashboard.store import Context
from dashboard.text import month_text

MAX_COHORTS = 24
MAX_MONTH_NUMBER = 24
_VARIANTS = {"ever_before": charts.SERIES[0], "within_period": charts.SERIES[1]}


def area(context: Context) -> Area | None:
    """Return the tab; None where none of its marts exists."""
    marts = context.marts
    blocks: list[Chart | Cohorts | Table] = []
    if marts.has("orders"):
        blocks.append(_sales(context))
    if marts.has("repeat_rates"):
        blocks.append(_repeat(context))
    if marts.has("cohort_retention"):
        blocks.append(_cohorts(context))
    blocks += worth_blocks(context)
    blocks += subscriber_blocks(context)
    return Area("value", label("area.value"), blocks=blocks) if blocks else None


def _cohorts(context: Context) -> Cohorts:
    found = context.marts.rows(
        """
        select cohort_month, month_number, cohort_customer_count, retained_customer_count,
            case when is_complete then retention_rate end as retention_rate
        from marts.cohort_retention
        where basis = 'order'
            and segment_type = 'all'
            and month_number <= $last
            and cohort_month in (
                select distinct cohort_month
                from marts.cohort_retention
                where basis = 'order' and segment_type = 'all'
                order by cohort_month desc
                limit $cohorts
            )
        order by cohort_month, month_number
        """,
        last=MAX_MONTH_NUMBER,
        cohorts=MAX_COHORTS,
    )
    rows: dict[object, dict] = {}
    for cell in found:
        month = cell["cohort_month"]
        row = rows.setdefault(
            month,
            {"label": month_text(month), "month": month, "cells": {}},
        )
        row["size"] = cell["cohort_customer_count"]
        row["cells"][cell["month_number"]] = cell
    later = [
        cell["retention_rate"]
        for cell in found
        if cell["month_number"] > 0 and cell["retention_rate"] is not None
    ]
    numbers = [cell["month_number"] for cell in found if cell["retention_rate"] is not None]
    return Cohorts(
        key="cohorts",
        title=label("value.cohorts"),
        note=label("value.cohorts_note"),
        months=range(max([12, *numbers]) + 1) if found else (),
        rows=list(rows.values()),
        # Month 0 is 1 by definition: it must not wash out the months that tell something.
        top=max(later, default=0) or 1,
        empty=label("page.no_data_source", source=label("source.orders")),
    )


def _repeat(context: Context) -> Chart:
    columns = (
        Column("month", label("col.month"), localised=True),
        Column("variant", label("col.variant"), localised=True),
        Column("repeat_rate", label("col.rate"), "rate"),
        Column("repeat_customer_count", label("col.repeaters"), "count"),
        Column("customer_count", label("col.buyers"), "count"),
    )
    rows = context.marts.rows(
        """
        select month, variant as variant_key, customer_count, repeat_customer_count,
            case when is_complete then repeat_rate end as repeat_rate
        from marts.repeat_rates
        where segment_type = 'all' and variant in ('ever_before', 'within_period')
        order by variant, month
        """
    )
    shown = set(charts.newest_months(row["month"] for row in rows))
    # The open month has counts but no rate yet; a point without a rate would be drawn as a gap.
    rows = [r for r in rows if r["month"] in shown and r["repeat_rate"] is not None]
    for row in rows:
        charts.put(row, "month", month_text(row["month"]))
        charts.put(row, "variant", label(f"variant.{row['variant_key']}"))
    newest = {row["variant_key"]: row["repeat_rate"] for row in rows}
    rows = charts.with_gaps(rows, "repeat_rate", "variant_key")

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=charts.month_axis(rows),
            y=charts.value_axis("repeat_rate", ".0%", (0, 1)),
            color=charts.colour("variant_key", list(_VARIANTS), list(_VARIANTS.values())),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        return alt.layer(
            base.mark_line(strokeWidth=2),
            base.mark_point(filled=True, size=34, opacity=1),
        )

    return Chart(
        key="repeat_rates",
        title=label("value.repeat"),
        note=label("value.repeat_note"),
        rows=rows,
        build=build,
        columns=columns,
        legend=[
            Legend(label(f"variant.{variant}"), colour, percent(newest.get(variant)))
            for variant, colour in _VARIANTS.items()
        ],
        empty=label("page.no_data_source", source=label("source.orders")),
    )


def _sales(context: Context) -> Chart:
    columns = (
        Column("month", label("col.month"), localised=True),
        Column("net_sales", label("col.net_sales"), "money"),
        Column("order_count", label("col.orders"), "count"),
    )
    rows = context.marts.rows(
        """
        select date_trunc('month', business_date)::date as month,
            sum(net_sales) as net_sales, count(*) as order_count
        from marts.orders
        where is_counted
        group by all
        order by month
        """
    )
    shown = set(charts.newest_months(row["month"] for row in rows))
    rows = [row for row in rows if row["month"] in shown]
    for row in rows:
        row["is_open"] = not context.is_complete(row["month"])
        text = month_text(row["month"])
        text = label("period.to_date", period=text) if row["is_open"] else text
        charts.put(row, "month", text)

    def build(language: str) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData("rows"))
            .mark_bar(color=charts.ACCENT)
            .encode(
                x=charts.month_axis(rows),
                y=charts.value_axis("net_sales", charts.large_numbers(language)),
                opacity=charts.opacity(),
                tooltip=charts.tooltip(columns, language, context.currency),
            )
        )

    return Chart(
        key="net_sales",
        title=label("value.sales_in", currency=context.currency),
        note=label("value.sales_note"),
        rows=rows,
        build=build,
        columns=columns,
        empty=label("page.no_data_source", source=label("source.orders")),
    )
