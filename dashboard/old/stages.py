"""How far people get: the funnels, and the figures of each stage of the journey."""

from datetime import date
from typing import Any

import altair as alt

from dashboard.old import charts
from dashboard.old.blocks import Chart, Column, Legend, Table
from dashboard.old.labels import label, word
from dashboard.store import Context
from dashboard.text import Text, month_text

MAX_FUNNELS = 8
TREND_MONTHS = 12
_SHOWN = ("conversion_rate", "cart_abandonment_rate", "contact_rate", "referral_rate")
_RATES = (
    *_SHOWN,
    "search_click_rate",
    "ad_click_rate",
    "download_rate",
    "checkout_completion_rate",
    "feature_use_rate",
    "referred_share",
)
_KINDS = {
    **dict.fromkeys(_RATES, "rate"),
    "search_average_position": "points",
    "pages_per_session": "points",
    "engaged_seconds_per_session": "points",
    "app_opens_per_active_customer": "points",
    "nps": "points",
}
_STAGES = ("awareness", "consideration", "purchase", "usage", "advocacy")


def funnel(context: Context) -> Chart:
    """Return the funnels over all months of entry: who arrived, who left, who may yet come."""
    rows = context.marts.rows(
        """
        with steps as (
            select funnel, step_order, step,
                sum(entrant_count)::bigint as entrant_count,
                sum(open_entrant_count)::bigint as open_entrant_count,
                sum(matured_entrant_count)::bigint as matured_entrant_count,
                sum(matured_reached_count)::bigint as matured_reached_count,
                sum(reached_count - matured_reached_count)::bigint as open_reached_count
            from marts.journey_funnel
            where segment_type = 'all'
            group by all
        )
        select *,
            matured_reached_count / nullif(matured_entrant_count, 0) as conversion_rate,
            1 - matured_reached_count / nullif(lag(matured_reached_count)
                over (partition by funnel order by step_order), 0) as drop_off_rate
        from steps
        order by funnel, step_order
        """
    )
    names = list(dict.fromkeys(row["funnel"] for row in rows))[:MAX_FUNNELS]
    columns = (
        Column("step", label("col.step"), localised=True),
        Column("matured_reached_count", label("col.reached"), "count"),
        Column("conversion_rate", label("col.of_entrants"), "rate"),
        Column("drop_off_rate", label("col.drop_off"), "rate"),
        Column("open_reached_count", label("col.open_reached"), "count"),
        Column("matured_entrant_count", label("col.matured_entrants"), "count"),
        Column("open_entrant_count", label("col.open_entrants"), "count"),
    )
    rows = [row for row in rows if row["funnel"] in names]
    for row in rows:
        charts.put(row, "step", word(row["step"]))
        row["whole"] = row["matured_reached_count"] + row["open_reached_count"]

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows")).encode(
            y=alt.Y(
                f"step_{language}:N",
                title=None,
                sort=alt.EncodingSortField("step_order", op="min"),
                axis=alt.Axis(domain=False, ticks=False, labelLimit=150),
            ),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        x = alt.X(
            "whole:Q",
            title=None,
            axis=alt.Axis(tickCount=4, labelExpr=charts.large_numbers(language), domain=False),
        )
        arrived = base.mark_bar(color=charts.ACCENT).encode(x=alt.X("matured_reached_count:Q"))
        still_open = base.mark_bar(color=charts.ACCENT, opacity=charts.OPEN_OPACITY).encode(x=x)
        lost = base.mark_text(align="left", dx=6, color=charts.MUTED, fontSize=11).encode(
            x=x,
            text="lost:N",
        )
        # The share of the step before that was lost, in words of the drop-off column.
        drop = "datum.drop_off_rate == null ? '' : '−' + format(datum.drop_off_rate, '.0%')"
        return alt.layer(still_open, arrived, lost.transform_calculate(lost=drop))

    return Chart(
        key="funnel",
        title=label("journey.funnel"),
        note=label("journey.funnel_note"),
        rows=rows,
        build=build,
        columns=columns,
        height=280,
        legend=[
            Legend(label("journey.closed_window"), "var(--accent)"),
            Legend(
                label("journey.open_window"), "color-mix(in srgb, var(--accent) 45%, transparent)"
            ),
        ],
        options=[(name, label_or_name(name)) for name in names],
        option_field="funnel",
        empty=label("page.no_data_source", source=label("source.sessions")),
    )


def label_or_name(funnel_name: str) -> Text:
    """Return the name of a shipped funnel in both languages, of any other as it is."""
    return (
        word(f"funnel.{funnel_name}")
        if funnel_name in ("purchase", "stages")
        else word(funnel_name)
    )


def rates(context: Context) -> Chart:
    """Return the telling rates of the stages by month, one at a time; the table has all figures."""
    rows = context.marts.rows(
        """
        select month, metric, value, numerator, denominator
        from marts.journey_stage_metrics
        where segment_type = 'all' and is_complete and value is not null
        order by metric, month
        """
    )
    rows = [row for row in rows if row["metric"] in _SHOWN]
    shown = set(charts.newest_months(row["month"] for row in rows))
    rows = [row for row in rows if row["month"] in shown]
    for row in rows:
        charts.put(row, "month", month_text(row["month"]))
    names = [metric for metric in _SHOWN if any(row["metric"] == metric for row in rows)]
    series = charts.with_gaps(rows, "value", "metric") if rows else []
    columns = (
        Column("month", label("col.month"), localised=True),
        Column("value", label("col.rate"), "rate"),
        Column("numerator", label("col.numerator"), "count"),
        Column("denominator", label("col.denominator"), "count"),
    )

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=charts.month_axis(series),
            y=charts.value_axis("value", "~%"),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        return alt.layer(
            base.mark_line(color=charts.ACCENT, strokeWidth=2),
            base.mark_point(color=charts.ACCENT, filled=True, size=34, opacity=1),
        )

    return Chart(
        key="stage_rates",
        title=label("journey.stage_rates"),
        note=label("journey.stage_rates_note"),
        rows=series,
        build=build,
        columns=columns,
        height=280,
        options=[(metric, label(f"rate.{metric}")) for metric in names],
        option_field="metric",
        empty=label("page.no_data"),
    )


def metrics(context: Context) -> Table:
    """Return all figures of the stages in the newest complete month, with their last year."""
    month = context.last_complete_month
    rows = context.marts.rows(
        """
        select journey_stage, metric, month, value
        from marts.journey_stage_metrics
        where segment_type = 'all' and is_complete
        order by month
        """
    )
    months = charts.newest_months(row["month"] for row in rows)[-TREND_MONTHS:]
    found: dict[tuple[str, str], dict[date, Any]] = {}
    for row in rows:
        found.setdefault((row["journey_stage"], row["metric"]), {})[row["month"]] = row["value"]
    ranked = sorted(found, key=lambda key: (_STAGES.index(key[0]), _place(key[1]), key[1]))
    entries = [
        {
            "metric": word(metric),
            "stage": word(stage),
            "value": found[stage, metric].get(months[-1]),
            "before": found[stage, metric].get(months[-2]) if len(months) > 1 else None,
            "_kind": _KINDS.get(metric, "count"),
            "_trend": [found[stage, metric].get(month) for month in months],
            "_own_scale": True,
        }
        for stage, metric in ranked
    ]
    last = months[-1] if months else month
    return Table(
        key="stage_metrics",
        title=label("journey.stage_metrics", month=month_text(last)),
        note=label("journey.stage_metrics_note"),
        columns=(
            Column("metric", label("col.variant")),
            Column("stage", label("col.stage")),
            Column("value", label("col.month"), "own"),
            Column("before", label("col.month_before"), "own"),
        ),
        rows=entries,
        trend_label=label("col.trend"),
        wide=True,
        empty=label("page.no_data"),
    )


def _place(metric: str) -> int:
    known = list(_KINDS)
    return known.index(metric) if metric in known else -1
