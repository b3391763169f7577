"""Voice of the customer: NPS with its interval, and the scores behind it."""

from datetime import timedelta
from typing import Any

import altair as alt

from dashboard.old import charts, satisfaction
from dashboard.old.blocks import Area, Chart, Column, Legend, Table
from dashboard.old.drivers import driver_blocks
from dashboard.old.labels import label, word
from dashboard.store import Context
from dashboard.text import Text, day_text, month_text, quarter_text

MAX_TYPES = 4
_BANDS = {"detractor": "var(--warm)", "passive": "var(--series-other)", "promoter": "var(--accent)"}
_TREND_COLUMNS = (
    Column("period", label("col.period"), localised=True),
    Column("nps", label("col.nps"), "points"),
    Column("ci_low", label("col.ci_low"), "points"),
    Column("ci_high", label("col.ci_high"), "points"),
    Column("response_count", label("col.respondents"), "count"),
)
_SCORE_COLUMNS = (
    Column("score", label("col.score"), "count"),
    Column("band", label("col.band"), localised=True),
    Column("response_count", label("col.respondents"), "count"),
)


def area(context: Context) -> Area | None:
    """Return the tab; None where neither mart exists."""
    marts = context.marts
    if not (marts.has("nps") or marts.has("nps_score_histogram")):
        return None
    blocks: list[Chart | Table] = []
    for survey_type in _survey_types(context):
        if marts.has("nps"):
            blocks += _trend(context, survey_type)
        if marts.has("nps_score_histogram"):
            blocks.append(_histogram(context, survey_type))
    if marts.has("satisfaction_scores"):
        blocks.append(satisfaction.scores(context))
    blocks += driver_blocks(context)
    if marts.has("nps"):
        blocks.append(satisfaction.touchpoints(context))
    return Area("voice", label("area.voice"), lead=label("voice.lead"), blocks=blocks)


def period_text(row: dict[str, Any]) -> Text:
    """Return the period of a row of mart nps in words, marked where it is not complete."""
    if row["period_type"] == "month":
        text = month_text(row["period_start"])
    elif row["period_type"] == "quarter":
        text = quarter_text(row["period_start"])
    else:
        start, end = day_text(row["period_start"]), day_text(row["period_end"])
        text = label("period.range", start=start, end=end)
    return text if row["is_complete"] else label("period.to_date", period=text)


def _survey_types(context: Context) -> list[str]:
    """Survey types with answers: relational first, then transactional, then by answers."""
    marts = context.marts
    parts = []
    if marts.has("nps"):
        parts.append(
            "select survey_type, max(response_count) as n from marts.nps "
            "where touchpoint = 'all' and segment_type = 'all' group by all"
        )
    if marts.has("nps_score_histogram"):
        parts.append(
            "select survey_type, sum(response_count) as n from marts.nps_score_histogram "
            "group by all"
        )
    rows = marts.rows(
        f"""
        select survey_type, max(n) as n
        from ({" union all ".join(parts)})
        where survey_type is not null
        group by survey_type
        order by survey_type <> 'relational', survey_type <> 'transactional', n desc, survey_type
        limit {MAX_TYPES}
        """
    )
    # Without any answer the relational sections say so: an absent chart would look like a bug.
    return [row["survey_type"] for row in rows] or ["relational"]


def _trend(context: Context, survey_type: str) -> list[Chart]:
    rows = context.marts.rows(
        """
        select
            period_type, period_start, period_end, response_count, nps, ci_low, ci_high,
            benchmark, is_complete
        from marts.nps
        where period_type in ('rolling_90d', 'quarter', 'month')
            and survey_type = $survey_type
            and touchpoint = 'all'
            and segment_type = 'all'
        order by period_type, period_start
        """,
        survey_type=survey_type,
    )
    for row in rows:
        row["month"] = _place(row)
        put_period(row)
    shown = set(charts.newest_months(row["month"] for row in rows))
    rows = [row for row in rows if row["month"] in shown]
    rows = _with_gaps(rows)
    kept = ("period_type", "month", "nps", "ci_low", "ci_high", "response_count", "benchmark")
    rows = [{k: row.get(k) for k in (*kept, "is_open", "period_en", "period_ja")} for row in rows]
    options = [(kind, label(f"period.{kind}")) for kind in ("rolling_90d", "quarter", "month")]
    options = [
        (kind, text) for kind, text in options if any(r["period_type"] == kind for r in rows)
    ]
    name = word(survey_type)
    benchmark = any(row["benchmark"] is not None for row in rows)

    def trend(language: str) -> alt.LayerChart:
        x = charts.month_axis(rows)
        tip = charts.tooltip(_TREND_COLUMNS, language, context.currency)
        base = alt.Chart(alt.NamedData("rows")).encode(x=x)
        y = charts.value_axis("nps", charts.SIGNED, (-100, 100), ticks=5)
        zero = alt.Chart(alt.NamedData("zero")).mark_rule(color=charts.MUTED).encode(y=alt.datum(0))
        # Rolling windows overlap and flow into a band; months and quarters stand for themselves.
        overlapping = "datum.period_type == 'rolling_90d'"
        band = (
            base.mark_area(color=charts.ACCENT, line=False)
            .encode(y=alt.Y("ci_low:Q"), y2="ci_high:Q")
            .encode(opacity=alt.condition(overlapping, alt.value(0.16), alt.value(0)))
        )
        bars = (
            base.mark_rule(color=charts.ACCENT, strokeWidth=5)
            .encode(y=alt.Y("ci_low:Q"), y2="ci_high:Q")
            .encode(opacity=alt.condition(overlapping, alt.value(0), alt.value(0.3)))
        )
        line = base.mark_line(color=charts.ACCENT, strokeWidth=2).encode(y=y)
        points = base.mark_point(
            filled=True, size=42, opacity=1, stroke=charts.ACCENT, strokeWidth=1.5
        ).encode(
            y=y,
            fill=alt.condition(
                "datum.is_open", alt.value(charts.SURFACE), alt.value(charts.ACCENT)
            ),
            tooltip=tip,
        )
        layers = [zero, band, bars, line, points]
        if benchmark:
            layers.insert(
                1,
                base.mark_line(color=charts.MUTED, strokeDash=[4, 3], strokeWidth=1).encode(
                    y=alt.Y("benchmark:Q")
                ),
            )
        return alt.layer(*layers)

    def respondents(language: str) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData("rows"))
            .mark_bar(color=charts.OTHER_COLOUR)
            .encode(
                x=charts.month_axis(rows),
                y=charts.value_axis("response_count", ",d", ticks=2),
                opacity=charts.opacity(),
                tooltip=charts.tooltip(_TREND_COLUMNS, language, context.currency),
            )
        )

    legend = [Legend(label("col.nps"), "var(--accent)")]
    if benchmark:
        legend.append(Legend(label("voice.benchmark"), "var(--muted)"))
    empty = label("page.no_data_source", source=label("source.surveys"))
    group = f"nps_{survey_type}"
    return [
        Chart(
            key=group,
            title=label("voice.trend", type=name),
            note=label("voice.trend_note"),
            rows=rows,
            build=trend,
            columns=_TREND_COLUMNS,
            height=250,
            legend=legend if benchmark else (),
            options=options,
            option_field="period_type",
            empty=empty,
            below=Chart(
                key=f"{group}_respondents",
                title=label("voice.respondents", type=name),
                rows=rows,
                build=respondents,
                columns=_TREND_COLUMNS,
                height=80,
                option_field="period_type",
            ),
        )
    ]


def put_period(row: dict[str, Any]) -> None:
    """Add the words and the mark of an open period to a row of mart nps."""
    charts.put(row, "period", period_text(row))
    row["is_open"] = not row["is_complete"]


def _place(row: dict[str, Any]) -> Any:  # noqa: ANN401 - a date from the database
    """Return the month at which a period stands on the axis.

    Months as they are, quarters at their middle month, rolling windows at the month they end in.
    """
    if row["period_type"] == "quarter":
        return (row["period_start"] + timedelta(days=31)).replace(day=1)
    if row["period_type"] == "rolling_90d":
        return row["period_end"].replace(day=1)
    return row["period_start"]


def _with_gaps(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add empty rows for months without answers: a line across them would invent figures."""
    filled = list(rows)
    for kind in ("month", "rolling_90d"):
        known = {row["month"] for row in rows if row["period_type"] == kind}
        for month in charts.newest_months(known):
            if month not in known:
                gap = {"period_type": kind, "month": month, "response_count": 0}
                charts.put(gap, "period", month_text(month))
                filled.append(gap)
    return sorted(filled, key=lambda row: (row["period_type"], row["month"]))


def _histogram(context: Context, survey_type: str) -> Chart:
    latest = context.marts.one(
        "select max(month) as month from marts.nps_score_histogram "
        "where survey_type = $survey_type and response_count > 0",
        survey_type=survey_type,
    ).get("month")
    rows = context.marts.rows(
        """
        select 'latest' as span, score, response_count
        from marts.nps_score_histogram
        where survey_type = $survey_type and month = $latest
        union all
        select 'all' as span, score, sum(response_count)::bigint as response_count
        from marts.nps_score_histogram
        where survey_type = $survey_type
        group by score
        order by span, score
        """,
        survey_type=survey_type,
        latest=latest,
    )
    for row in rows:
        row["band_key"] = _band(row["score"])
        charts.put(row, "band", word(row["band_key"]))

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=alt.X("score:O", title=None, axis=alt.Axis(labelAngle=0, grid=False)),
            y=alt.Y("response_count:Q", title=None, axis=None),
            tooltip=charts.tooltip(_SCORE_COLUMNS, language, context.currency),
        )
        bars = base.mark_bar().encode(
            color=charts.colour("band_key", list(_BANDS), list(_BANDS.values()))
        )
        figures = base.mark_text(dy=-7, color=charts.MUTED, fontSize=11).encode(
            text=alt.Text("response_count:Q", format=",d")
        )
        return alt.layer(bars, figures)

    return Chart(
        key=f"scores_{survey_type}",
        title=label("voice.histogram", type=word(survey_type)),
        note=label("voice.histogram_note"),
        rows=rows if latest else [],
        build=build,
        columns=_SCORE_COLUMNS,
        height=330,
        legend=[Legend(word(band), shade) for band, shade in _BANDS.items()],
        options=[
            ("all", label("voice.all_months")),
            ("latest", label("voice.latest_month", month=_month_name(context, latest))),
        ],
        option_field="span",
        empty=label("page.no_data_source", source=label("source.surveys")),
    )


def _band(score: int) -> str:
    return "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"


def _month_name(context: Context, month: Any) -> Text:  # noqa: ANN401 - a date or None
    text = month_text(month)
    is_open = month is not None and context.open_month == month
    return label("period.to_date", period=text) if is_open else text
