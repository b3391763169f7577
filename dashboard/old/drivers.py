"""What drives satisfaction, and who answers at all: blocks of the tab voice."""

from typing import Any

import altair as alt

from dashboard.old import charts
from dashboard.old.blocks import Chart, Column, Legend
from dashboard.old.formats import percent
from dashboard.old.labels import label, word
from dashboard.store import Context
from dashboard.text import quarter_text

MAX_CHANNELS = 6
_STEPS = ("invited", "opened", "started", "finished")
_QUADRANTS = {
    "concentrate_here": "var(--warm)",
    "keep_up": "var(--accent)",
    "possible_overkill": "var(--series-other)",
    "low_priority": "var(--series-other)",
}


def driver_blocks(context: Context) -> list[Chart]:
    """Return the blocks whose marts exist."""
    blocks = []
    if context.marts.has("satisfaction_drivers"):
        blocks.append(_map(context))
    if context.marts.has("survey_operations"):
        blocks.append(_funnel(context))
    return blocks


def _map(context: Context) -> Chart:
    columns = (
        Column("item", label("col.item"), localised=True),
        Column("performance", label("col.performance"), "points"),
        Column("importance", label("col.importance"), "rate"),
        Column("p_value", label("col.p_value"), "rate"),
        Column("quadrant", label("col.quadrant"), localised=True),
        Column("response_count", label("col.responses"), "count"),
    )
    rows = context.marts.rows(
        """
        with told as (
            select *, max(quarter) over (partition by outcome) as newest
            from marts.satisfaction_drivers
            where segment_type = 'all' and derived_importance is not null
        )
        select outcome, quarter, item as item_key, response_count, performance,
            derived_importance as importance, p_value, quadrant as quadrant_key, is_issue
        from told
        where quarter = newest
        order by outcome desc, importance desc, item
        """
    )
    for row in rows:
        charts.put(row, "item", word(row["item_key"]))
        charts.put(row, "quadrant", word(row["quadrant_key"]))
    for outcome in {row["outcome"] for row in rows}:
        _put_cuts([row for row in rows if row["outcome"] == outcome])
    quarters = {row["outcome"]: row["quarter"] for row in rows}
    rows = [{k: v for k, v in row.items() if k != "quarter"} for row in rows]

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows"))
        # One row carries the lines and the corner of its map; drawn once, they do not pile up.
        once = base.transform_filter("datum.is_first")
        x = alt.X(
            field="performance",
            type="quantitative",
            title=f"{label('col.performance').of(language)} →",
            scale=alt.Scale(zero=False, nice=False, padding=28),
            axis=alt.Axis(tickCount=5, format=".2~f", grid=False),
        )
        y = alt.Y(
            field="importance",
            type="quantitative",
            title=None,
            scale=alt.Scale(zero=True, nice=False, padding=22),
            axis=alt.Axis(tickCount=4, format=".0%", grid=False, domain=False, ticks=False),
        )
        corner = once.mark_rect(color="var(--warm)", opacity=0.1).encode(
            x=alt.X("mean_performance:Q"),
            x2=alt.X2Value(0),
            y=alt.Y("mean_importance:Q"),
            y2=alt.Y2Value(0),
        )
        across = once.mark_rule(color=charts.RULE, strokeDash=[4, 3]).encode(
            y=alt.Y("mean_importance:Q")
        )
        down = once.mark_rule(color=charts.RULE, strokeDash=[4, 3]).encode(
            x=alt.X("mean_performance:Q")
        )
        points = base.mark_point(filled=True, size=90, opacity=1).encode(
            x=x,
            y=y,
            color=charts.colour("quadrant_key", list(_QUADRANTS), list(_QUADRANTS.values())),
            shape=alt.condition("datum.is_issue", alt.value("diamond"), alt.value("circle")),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        names = base.mark_text(dy=-13, fontSize=12, color=charts.INK).encode(
            x=x, y=y, text=alt.Text(field=f"item_{language}", type="nominal")
        )
        return alt.layer(corner, across, down, points, names)

    return Chart(
        key="driver_map",
        title=label("voice.drivers"),
        note=label("voice.drivers_note"),
        rows=rows,
        build=build,
        columns=columns,
        height=340,
        legend=[
            Legend(word("concentrate_here"), _QUADRANTS["concentrate_here"]),
            Legend(word("keep_up"), _QUADRANTS["keep_up"]),
            Legend(label("voice.not_important"), "var(--series-other)"),
        ],
        options=[
            (
                outcome,
                label("voice.driver_of", outcome=outcome.upper(), quarter=quarter_text(quarter)),
            )
            for outcome, quarter in quarters.items()
        ],
        option_field="outcome",
        empty=label("voice.no_drivers"),
    )


def _put_cuts(rows: list[dict[str, Any]]) -> None:
    """Add the means at which the map of one outcome is cut, and mark the row that draws them."""
    for number, row in enumerate(rows):
        row["is_first"] = number == 0
        row["mean_performance"] = sum(r["performance"] for r in rows) / len(rows)
        row["mean_importance"] = sum(r["importance"] for r in rows) / len(rows)


def _funnel(context: Context) -> Chart:
    columns = (
        Column("step", label("col.step"), localised=True),
        Column("person_count", label("col.invitations"), "count"),
        Column("share", label("col.of_invited"), "rate"),
    )
    found = context.marts.rows(
        """
        with channels as (
            select 'all' as channel, * exclude (channel) from marts.survey_operations
            union all
            select channel, * exclude (channel) from marts.survey_operations
            where channel in (
                select channel from marts.survey_operations
                group by channel order by sum(invited_count) desc, channel limit $channels
            )
        )
        select channel, sum(invited_count)::bigint as invited, sum(opened_count)::bigint as opened,
            sum(started_count)::bigint as started, sum(finished_count)::bigint as finished
        from channels
        group by channel
        order by channel <> 'all', invited desc, channel
        """,
        channels=MAX_CHANNELS,
    )
    rows = []
    for channel in found:
        for number, step in enumerate(_STEPS):
            count = channel[step]
            row = {"channel": channel["channel"], "order": number, "person_count": count}
            row["share"] = count / channel["invited"] if channel["invited"] else None
            row["figure"] = percent(row["share"])
            charts.put(row, "step", label(f"step.{step}"))
            rows.append(row)

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows")).encode(
            y=alt.Y(
                field=f"step_{language}",
                type="nominal",
                title=None,
                sort=[label(f"step.{step}").of(language) for step in _STEPS],
                axis=alt.Axis(grid=False, ticks=False, domain=False),
            ),
            x=alt.X("share:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 1.25])),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        return alt.layer(
            base.mark_bar(color=charts.ACCENT, height=24),
            base.mark_text(align="left", dx=6, color=charts.INK).encode(text="figure:N"),
        )

    return Chart(
        key="response_funnel",
        title=label("voice.funnel"),
        note=label("voice.funnel_note"),
        rows=rows,
        build=build,
        columns=columns,
        height=170,
        options=[
            (
                row["channel"],
                label("voice.all_channels") if row["channel"] == "all" else word(row["channel"]),
            )
            for row in found
        ],
        option_field="channel",
        empty=label("page.no_data_source", source=label("source.invitations")),
    )
