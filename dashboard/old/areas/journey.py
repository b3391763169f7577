"""Journey: where people come from, how far they get, and which channels deserve the credit."""

from datetime import date
from typing import Any

import altair as alt

from dashboard.old import attribution, charts, stages
from dashboard.old.blocks import Area, Chart, Column, Legend, Table
from dashboard.old.labels import label, word
from dashboard.store import Context
from dashboard.text import month_text

MAX_CHANNELS = 8
TABLE_MONTHS = 12


def area(context: Context) -> Area | None:
    """Return the tab; None where none of its marts exists."""
    marts = context.marts
    blocks: list[Chart | Table] = []
    if marts.has("sessions"):
        rows = _by_month(context)
        blocks += [_sessions(context, rows), _conversion(context, rows), _channels(context, rows)]
    if marts.has("journey_funnel"):
        blocks.append(stages.funnel(context))
    if marts.has("journey_stage_metrics"):
        blocks += [stages.rates(context), stages.metrics(context)]
    if marts.has("channel_attribution"):
        blocks += attribution.models(context)
    if marts.has("journey_paths"):
        blocks.append(attribution.paths(context))
    if marts.has("journey_transitions"):
        blocks.append(attribution.transitions(context))
    return Area("journey", label("area.journey"), blocks=blocks) if blocks else None


def _by_month(context: Context) -> list[dict[str, Any]]:
    """Sessions and purchases by month and channel; the channels beyond the largest together."""
    rows = context.marts.rows(
        """
        with counted as (
            select date_trunc('month', business_date)::date as month,
                coalesce(channel, 'unknown') as channel,
                count(*) as session_count,
                count(*) filter (where has_purchase) as purchase_count
            from marts.sessions
            where business_date is not null and not is_bot
            group by all
        ),
        ranked as (
            select channel,
                row_number() over (order by sum(session_count) desc, channel) as place
            from counted
            group by channel
        )
        select month,
            case when place <= $channels then channel else 'other' end as channel,
            min(case when place <= $channels then place else $channels + 1 end) as place,
            sum(session_count)::bigint as session_count,
            sum(purchase_count)::bigint as purchase_count
        from counted
        inner join ranked using (channel)
        group by 1, 2
        order by month, place
        """,
        channels=MAX_CHANNELS,
    )
    shown = set(charts.newest_months(row["month"] for row in rows))
    rows = [row for row in rows if row["month"] in shown]
    for row in rows:
        row["is_open"] = not context.is_complete(row["month"])
        row["channel_key"] = row.pop("channel")
        text = month_text(row["month"])
        charts.put(row, "month", label("period.to_date", period=text) if row["is_open"] else text)
        charts.put(row, "channel", word(row["channel_key"]))
    return rows


def _ranked(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(r["channel_key"] for r in sorted(rows, key=lambda r: r["place"])))


def _sessions(context: Context, rows: list[dict[str, Any]]) -> Chart:
    columns = (
        Column("month", label("col.month"), localised=True),
        Column("channel", label("col.channel"), localised=True),
        Column("session_count", label("col.sessions"), "count"),
    )
    ranked = _ranked(rows)

    def build(language: str) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData("rows"))
            .mark_bar()
            .encode(
                x=charts.month_axis(rows),
                y=charts.value_axis("session_count", charts.large_numbers(language), stack="zero"),
                color=charts.colour(
                    "channel_key", ranked, [charts.channel_colour(c) for c in ranked]
                ),
                order=alt.Order("place:Q"),
                opacity=charts.opacity(),
                tooltip=charts.tooltip(columns, language, context.currency),
            )
        )

    return Chart(
        key="sessions_by_channel",
        title=label("journey.sessions"),
        note=label("journey.sessions_note"),
        rows=rows,
        build=build,
        columns=columns,
        height=280,
        legend=[Legend(word(c), charts.channel_colour(c)) for c in ranked],
        empty=label("page.no_data_source", source=label("source.sessions")),
    )


def _conversion(context: Context, rows: list[dict[str, Any]]) -> Chart:
    columns = (
        Column("month", label("col.month"), localised=True),
        Column("conversion_rate", label("col.conversion"), "rate"),
        Column("purchase_count", label("col.purchases"), "count"),
        Column("session_count", label("col.sessions"), "count"),
    )
    totals: dict[date, dict[str, Any]] = {}
    for row in rows:
        if row["is_open"]:
            continue
        total = totals.setdefault(
            row["month"], {"month": row["month"], "session_count": 0, "purchase_count": 0}
        )
        total["session_count"] += row["session_count"]
        total["purchase_count"] += row["purchase_count"]
    series = list(totals.values())
    for total in series:
        total["conversion_rate"] = total["purchase_count"] / total["session_count"]
        total["series"] = "all"
        charts.put(total, "month", month_text(total["month"]))
    series = charts.with_gaps(series, "conversion_rate", "series")

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=charts.month_axis(series),
            y=charts.value_axis("conversion_rate", ".0%"),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        return alt.layer(
            base.mark_line(color=charts.ACCENT, strokeWidth=2),
            base.mark_point(color=charts.ACCENT, filled=True, size=34, opacity=1),
        )

    return Chart(
        key="conversion",
        title=label("journey.conversion"),
        note=label("journey.conversion_note"),
        rows=series,
        build=build,
        columns=columns,
        height=280,
        empty=label("page.no_data_source", source=label("source.sessions")),
    )


def _channels(context: Context, rows: list[dict[str, Any]]) -> Table:
    months = sorted({row["month"] for row in rows if not row["is_open"]})[-TABLE_MONTHS:]
    start = months[0] if months else None
    end = months[-1] if months else None
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["month"] not in months:
            continue
        entry = found.setdefault(
            row["channel_key"],
            {
                "channel": word(row["channel_key"]),
                "session_count": 0,
                "purchase_count": 0,
                "_colour": charts.channel_colour(row["channel_key"]),
                "_trend": [0] * len(months),
                "_key": row["channel_key"],
            },
        )
        entry["session_count"] += row["session_count"]
        entry["purchase_count"] += row["purchase_count"]
        entry["_trend"][months.index(row["month"])] = row["session_count"]
    entries = sorted(
        found.values(), key=lambda e: (e["_key"] == "other", -e["session_count"], e["_key"])
    )
    whole = sum(entry["session_count"] for entry in entries)
    for entry in entries:
        entry["share"] = entry["session_count"] / whole
        entry["conversion_rate"] = entry["purchase_count"] / entry["session_count"]
    return Table(
        key="channels",
        title=label("journey.channels", start=month_text(start), end=month_text(end)),
        note=label("journey.channels_note"),
        columns=(
            Column("channel", label("col.channel")),
            Column("conversion_rate", label("col.conversion"), "rate", bar=True),
            Column("session_count", label("col.sessions"), "count"),
            Column("share", label("col.share"), "rate"),
            Column("purchase_count", label("col.purchases"), "count"),
        ),
        rows=entries,
        wide=True,
        trend_label=label("col.trend"),
        empty=label("page.no_data_source", source=label("source.sessions")),
    )
