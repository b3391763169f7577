"""Customers: who they are, how they were won, and how well records were resolved into people."""

from typing import Any

import altair as alt

from dashboard.old import charts
from dashboard.old.blocks import Area, Chart, Column, Table
from dashboard.old.labels import label, word
from dashboard.store import Context
from dashboard.text import month_text

MAX_CHANNELS = 12
_STAGES = ("prospect", "new", "active", "lapsing", "lapsed")


def area(context: Context) -> Area | None:
    """Return the tab; None where neither mart exists."""
    blocks: list[Chart | Table] = []
    if context.marts.has("customers"):
        blocks += [_new(context), _stages(context), _channels(context)]
    if context.marts.has("identity_quality"):
        blocks.append(_identity(context))
    return Area("customers", label("area.customers"), blocks=blocks) if blocks else None


def _counted(context: Context, column: str) -> list[dict[str, Any]]:
    rows = context.marts.rows(
        f"select {column} as value, count(*) as customer_count from marts.customers group by 1"
    )
    whole = sum(row["customer_count"] for row in rows)
    for row in rows:
        row["share"] = row["customer_count"] / whole
        row["name"] = word(row["value"])
    return rows


def _stages(context: Context) -> Table:
    rows = _counted(context, "lifecycle_stage")
    order = {stage: place for place, stage in enumerate(_STAGES)}
    rows.sort(key=lambda row: (order.get(row["value"], len(order)), str(row["value"])))
    return Table(
        key="lifecycle_stages",
        title=label("customers.stages"),
        note=label("customers.stages_note"),
        columns=_count_columns("col.stage"),
        rows=rows,
        empty=label("page.no_data_source", source=label("source.customers")),
    )


def _channels(context: Context) -> Table:
    rows = _counted(context, "acquisition_channel")
    rows.sort(key=lambda row: (row["value"] is None, -row["customer_count"], str(row["value"])))
    if len(rows) > MAX_CHANNELS:
        rest = rows[MAX_CHANNELS - 1 :]
        rows = rows[: MAX_CHANNELS - 1] + [
            {
                "value": "other",
                "name": word("other"),
                "customer_count": sum(row["customer_count"] for row in rest),
                "share": sum(row["share"] for row in rest),
            }
        ]
    for row in rows:
        row["_colour"] = charts.channel_colour(row["value"])
    return Table(
        key="acquisition_channels",
        title=label("customers.channels"),
        note=label("customers.channels_note"),
        columns=_count_columns("col.channel"),
        rows=rows,
        empty=label("page.no_data_source", source=label("source.customers")),
    )


def _count_columns(first: str) -> tuple[Column, ...]:
    return (
        Column("name", label(first)),
        Column("customer_count", label("col.customers"), "count", bar=True),
        Column("share", label("col.share"), "rate"),
    )


def _new(context: Context) -> Chart:
    columns = (
        Column("month", label("col.month"), localised=True),
        Column("customer_count", label("col.customers"), "count"),
    )
    found = {row["month"]: row["customer_count"] for row in first_seen(context)}
    last = context.open_month or context.last_complete_month
    shown = charts.newest_months([*found, last] if found and last else found)
    # A month without a row is a month in which nobody was first seen: a true zero.
    rows = [{"month": month, "customer_count": found.get(month, 0)} for month in shown]
    for row in rows:
        row["is_open"] = not context.is_complete(row["month"])
        text = month_text(row["month"])
        charts.put(row, "month", label("period.to_date", period=text) if row["is_open"] else text)

    def build(language: str) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData("rows"))
            .mark_bar(color=charts.ACCENT)
            .encode(
                x=charts.month_axis(rows),
                y=charts.value_axis("customer_count", charts.large_numbers(language)),
                opacity=charts.opacity(),
                tooltip=charts.tooltip(columns, language, context.currency),
            )
        )

    return Chart(
        key="new_customers",
        title=label("customers.new"),
        note=label("customers.new_note"),
        rows=rows,
        build=build,
        columns=columns,
        height=180,
        wide=True,
        empty=label("page.no_data_source", source=label("source.customers")),
    )


def first_seen(context: Context) -> list[dict[str, Any]]:
    """Return customers by the month of first_seen_at, in the business time zone."""
    return context.marts.rows(
        """
        select
            date_trunc(
                'month', timezone($timezone, timezone('UTC', first_seen_at::timestamp))
            )::date as month,
            count(*) as customer_count
        from marts.customers
        where first_seen_at is not null
        group by all
        order by month
        """,
        timezone=context.timezone.key,
    )


def _identity(context: Context) -> Table:
    rows = context.marts.rows("select * from marts.identity_quality order by identifier_type")
    records = next((row for row in rows if row["identifier_type"] == "record"), None)
    rows.sort(key=lambda row: (row["identifier_type"] != "record", row["identifier_type"]))
    for row in rows:
        row["name"] = word(row["identifier_type"])
    note = None
    if records:
        note = label(
            "customers.identity_note",
            records=f"{records['identifier_count']:,}",
            customers=f"{records['customer_count']:,}",
        )
    return Table(
        key="identity_quality",
        title=label("customers.identity"),
        note=note,
        columns=(
            Column("name", label("col.identifier_type")),
            Column("identifier_count", label("col.identifiers"), "count"),
            Column("customer_count", label("col.customers"), "count"),
            Column("max_customers_per_identifier", label("col.max_customers"), "count"),
            Column("blocked_identifier_count", label("col.blocked"), "count"),
            Column("largest_cluster_size", label("col.cluster"), "count"),
        ),
        rows=rows,
        wide=True,
        empty=label("page.no_data_source", source=label("source.customers")),
    )
