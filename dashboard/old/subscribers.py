"""Subscriptions: churn by month and the bridge from opening to closing revenue.

Blocks of the tab value.
"""

from decimal import Decimal

import altair as alt

from dashboard.old import charts
from dashboard.old.blocks import Chart, Column, Legend, Table
from dashboard.old.labels import label
from dashboard.store import Context
from dashboard.text import month_text

_GAINS = {"new": charts.SERIES[0], "expansion": charts.SERIES[1], "reactivation": charts.SERIES[2]}
_LOSSES = {"contraction": charts.SERIES[3], "churned": charts.SERIES[4]}
_BRIDGE = ("opening", *_GAINS, *_LOSSES, "closing")


def subscriber_blocks(context: Context) -> list[Chart | Table]:
    """Return the blocks whose marts exist and hold subscriptions.

    A shop without any needs none of them.
    """
    marts = context.marts
    blocks: list[Chart | Table] = []
    if marts.has("churn") and marts.one("select count(*) as n from marts.churn")["n"]:
        blocks.append(_churn(context))
    if (
        marts.has("revenue_movements")
        and marts.one("select count(*) as n from marts.revenue_movements")["n"]
    ):
        blocks += [_movements(context), _bridge(context)]
    return blocks


def _churn(context: Context) -> Chart:
    columns = (
        Column("month", label("col.month"), localised=True),
        Column("churn_rate", label("col.churn_rate"), "rate"),
        Column("opening_customer_count", label("col.opening"), "count"),
        Column("churned_customer_count", label("col.churned"), "count"),
        Column("joined_customer_count", label("col.joined"), "count"),
        Column("silent_churned_customer_count", label("col.silent"), "count"),
        Column("closing_customer_count", label("col.closing"), "count"),
    )
    rows = context.marts.rows(
        """
        select month, opening_customer_count, churned_customer_count, joined_customer_count,
            silent_churned_customer_count, closing_customer_count,
            case when is_complete then churn_rate end as churn_rate
        from marts.churn
        where plan = 'all' and segment_type = 'all'
        order by month
        """
    )
    shown = set(charts.newest_months(row["month"] for row in rows))
    # The open month has counts but no rate yet.
    rows = [row for row in rows if row["month"] in shown and row["churn_rate"] is not None]
    for row in rows:
        charts.put(row, "month", month_text(row["month"]))

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=charts.month_axis(rows),
            y=charts.value_axis("churn_rate", ".0%"),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        return alt.layer(
            base.mark_line(strokeWidth=2, color=charts.ACCENT),
            base.mark_point(filled=True, size=34, opacity=1, color=charts.ACCENT),
        )

    return Chart(
        key="churn",
        title=label("value.churn"),
        note=label("value.churn_note"),
        rows=rows,
        build=build,
        columns=columns,
        empty=label("page.no_data"),
    )


def _movements(context: Context) -> Chart:
    columns = (
        Column("month", label("col.month"), localised=True),
        Column("movement", label("col.movement"), localised=True),
        Column("amount", label("col.recurring"), "money"),
        Column("customer_count", label("col.customers"), "count"),
    )
    colours = _GAINS | _LOSSES
    rows = context.marts.rows(
        """
        select month, movement as movement_key, customer_count, monthly_recurring_revenue as amount
        from marts.revenue_movements
        where movement not in ('opening', 'closing')
        order by month, movement
        """
    )
    shown = set(charts.newest_months(row["month"] for row in rows))
    rows = [row for row in rows if row["month"] in shown]
    for row in rows:
        row["is_open"] = not context.is_complete(row["month"])
        row["amount"] = -row["amount"] if row["movement_key"] in _LOSSES else row["amount"]
        text = month_text(row["month"])
        charts.put(row, "month", label("period.to_date", period=text) if row["is_open"] else text)
        charts.put(row, "movement", label(f"movement.{row['movement_key']}"))

    def build(language: str) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData("rows"))
            .mark_bar()
            .encode(
                x=charts.month_axis(rows),
                y=charts.value_axis("amount", charts.large_numbers(language), stack="zero"),
                color=charts.colour("movement_key", list(colours), list(colours.values())),
                opacity=charts.opacity(),
                tooltip=charts.tooltip(columns, language, context.currency),
            )
        )

    return Chart(
        key="revenue_movements",
        title=label("value.movements", currency=context.currency),
        note=label("value.movements_note"),
        rows=rows,
        build=build,
        columns=columns,
        legend=[Legend(label(f"movement.{name}"), shade) for name, shade in colours.items()],
        empty=label("page.no_data"),
    )


def _bridge(context: Context) -> Table:
    month = context.last_complete_month
    found = {
        row["movement"]: row
        for row in context.marts.rows(
            """
            select movement, customer_count, monthly_recurring_revenue as amount
            from marts.revenue_movements
            where month = $month
            """,
            month=month,
        )
    }
    rows = []
    for movement in _BRIDGE if found else ():
        row = found[movement]
        sign = Decimal(-1) if movement in _LOSSES else Decimal(1)
        rows.append(
            {
                "name": label(f"movement.{movement}"),
                "customer_count": row["customer_count"],
                "amount": sign * Decimal(row["amount"]),
            }
        )
    return Table(
        key="revenue_bridge",
        title=label("value.bridge", month=month_text(month))
        if month
        else label("value.movements_short"),
        note=label("value.bridge_note"),
        columns=(
            Column("name", label("col.movement")),
            Column("customer_count", label("col.customers"), "count"),
            Column("amount", label("col.recurring"), "money"),
        ),
        rows=rows,
        wide=True,
        empty=label("page.no_data"),
    )
