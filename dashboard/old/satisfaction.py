"""How content customers are and how easy it was, and where transactional NPS differs."""

from typing import Any

import altair as alt

from dashboard.old import charts
from dashboard.old.blocks import Chart, Column, Table
from dashboard.old.labels import label, word
from dashboard.store import Context
from dashboard.text import day_text, month_text

MAX_CHOICES = 4
MAX_TOUCHPOINTS = 10
_COLUMNS = (
    Column("month", label("col.month"), localised=True),
    Column("top_box_share", label("col.top_box_share"), "rate"),
    Column("ci_low", label("col.ci_low"), "rate"),
    Column("ci_high", label("col.ci_high"), "rate"),
    Column("mean_score", label("col.mean_score"), "points"),
    Column("response_count", label("col.answers"), "count"),
)


def scores(context: Context) -> Chart:
    """Return CSAT and CES by month with their intervals, one choice per metric and survey type."""
    rows = context.marts.rows(
        """
        select metric, survey_type, metric || ' ' || survey_type as choice, month, response_count,
            mean_score, top_box_share, ci_low, ci_high
        from marts.satisfaction_scores
        where touchpoint = 'all'
        order by metric, survey_type, month
        """
    )
    answers: dict[str, int] = {}
    for row in rows:
        answers[row["choice"]] = answers.get(row["choice"], 0) + row["response_count"]
    # The choices with the most answers; CSAT before CES.
    choices = sorted(answers, key=lambda choice: (-answers[choice], choice))[:MAX_CHOICES]
    choices.sort(key=lambda choice: (choice.startswith("ces"), -answers[choice]))
    shown = set(charts.newest_months(row["month"] for row in rows))
    rows = [row for row in rows if row["month"] in shown and row["choice"] in choices]
    named = {row["choice"]: (row["metric"], row["survey_type"]) for row in rows}
    names = {choice: named[choice] for choice in choices if choice in named}
    for row in rows:
        row["is_open"] = not context.is_complete(row["month"])
        text = month_text(row["month"])
        charts.put(row, "month", label("period.to_date", period=text) if row["is_open"] else text)
    rows = charts.with_gaps(rows, "top_box_share", "choice")

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows")).encode(x=charts.month_axis(rows))
        y = charts.value_axis("top_box_share", ".0%", (0, 1))
        points = base.mark_point(
            filled=True, size=42, opacity=1, stroke=charts.ACCENT, strokeWidth=1.5
        ).encode(
            y=y,
            fill=alt.condition(
                "datum.is_open", alt.value(charts.SURFACE), alt.value(charts.ACCENT)
            ),
            tooltip=charts.tooltip(_COLUMNS, language, context.currency),
        )
        return alt.layer(
            base.mark_rule(color=charts.ACCENT, strokeWidth=5, opacity=0.3).encode(
                y=alt.Y("ci_low:Q"), y2="ci_high:Q"
            ),
            base.mark_line(color=charts.ACCENT, strokeWidth=2).encode(y=y),
            points,
        )

    return Chart(
        key="satisfaction_scores",
        title=label("voice.satisfaction"),
        note=label("voice.satisfaction_note"),
        rows=rows,
        build=build,
        columns=_COLUMNS,
        height=250,
        options=[
            (choice, label("voice.score_of", metric=metric.upper(), type=word(survey_type)))
            for choice, (metric, survey_type) in names.items()
        ],
        option_field="choice",
        empty=label("page.no_data_source", source=label("source.surveys")),
    )


def touchpoints(context: Context) -> Table:
    """Return the NPS of each touchpoint in the newest full 90 days, and the change."""
    rows: list[dict[str, Any]] = context.marts.rows(
        """
        with windows as (
            select *, max(period_end) over () as newest
            from marts.nps
            where period_type = 'rolling_90d' and survey_type = 'transactional'
                and touchpoint <> 'all' and segment_type = 'all' and is_complete
        )
        select touchpoint as touchpoint_key, period_start, period_end, response_count, nps, ci_low,
            ci_high, nps_change, nps_change_p_value
        from windows
        where period_end = newest
        order by response_count desc, touchpoint
        limit $touchpoints
        """,
        touchpoints=MAX_TOUCHPOINTS,
    )
    for row in rows:
        row["touchpoint"] = word(row["touchpoint_key"])
    start = day_text(rows[0]["period_start"]) if rows else None
    end = day_text(rows[0]["period_end"]) if rows else None
    return Table(
        key="nps_touchpoints",
        title=label("voice.touchpoints"),
        note=label("voice.touchpoints_note", start=start, end=end)
        if rows
        else label("voice.touchpoints_none"),
        columns=(
            Column("touchpoint", label("col.touchpoint")),
            Column("nps", label("col.nps"), "points"),
            Column("ci_low", label("col.ci_low"), "points"),
            Column("ci_high", label("col.ci_high"), "points"),
            Column("nps_change", label("col.change"), "points"),
            Column("nps_change_p_value", label("col.change_by_chance"), "rate"),
            Column("response_count", label("col.respondents"), "count"),
        ),
        rows=rows,
        wide=True,
        empty=label("page.no_data_source", source=label("source.surveys")),
    )
