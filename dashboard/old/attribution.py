"""Which channels deserve the credit: models side by side, paths, and the steps between channels."""

from typing import Any

import altair as alt

from dashboard.old import charts
from dashboard.old.blocks import Chart, Column, Legend, Table
from dashboard.old.labels import label, word
from dashboard.store import Context
from dashboard.text import Text, join, month_text

MODELS = (
    "first_touch",
    "last_touch",
    "last_non_direct",
    "linear",
    "position_based",
    "time_decay",
    "markov",
    "shapley",
)
MAX_CHANNELS = 8
MAX_STATES = 8
LEAST_SHOWN = 0.145  # smaller shares are told by the shade and the tooltip
MAX_PATHS = 15
MONTHS = 12


def models(context: Context) -> list[Chart | Table]:
    """Return the share of each channel by model, and what each channel cost and brought."""
    months = [
        row["month"]
        for row in context.marts.rows(
            "select distinct month from marts.channel_attribution order by month"
        )
        if context.is_complete(row["month"])
    ][-MONTHS:]
    first, last = (months[0], months[-1]) if months else (None, None)
    rows = context.marts.rows(
        """
        select model, coalesce(channel, 'unknown') as channel_key,
            sum(conversion_credit) as conversions,
            sum(net_sales_credit) as net_sales,
            sum(spend) as spend,
            max(removal_effect) as removal_effect
        from marts.channel_attribution
        where month between $first and $last
        group by all
        """,
        first=first,
        last=last,
    )
    start, end = month_text(first), month_text(last)
    return [_side_by_side(context, rows, start, end), _channels(rows, start, end)]


def _side_by_side(context: Context, rows: list[dict[str, Any]], start: Text, end: Text) -> Chart:
    linear = sorted(
        (row for row in rows if row["model"] == "linear"),
        key=lambda row: (-row["conversions"], row["channel_key"]),
    )
    ranked = [row["channel_key"] for row in linear if row["conversions"]][:MAX_CHANNELS]
    totals = {
        model: sum(row["conversions"] for row in rows if row["model"] == model) for model in MODELS
    }
    shares: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        channel = row["channel_key"] if row["channel_key"] in ranked else "other"
        entry = shares.setdefault(
            (row["model"], channel),
            {
                "model_key": row["model"],
                "channel_key": channel,
                "conversions": 0.0,
                "net_sales": 0.0,
            },
        )
        entry["conversions"] += row["conversions"]
        entry["net_sales"] += row["net_sales"]
    places = [*ranked, "other"]
    found = [
        entry for entry in shares.values() if entry["conversions"] and entry["model_key"] in MODELS
    ]
    found.sort(key=lambda e: (MODELS.index(e["model_key"]), places.index(e["channel_key"])))
    for entry in found:
        entry["share"] = entry["conversions"] / totals[entry["model_key"]]
        entry["place"] = places.index(entry["channel_key"])
        entry["model_place"] = MODELS.index(entry["model_key"])
        charts.put(entry, "model", word(entry["model_key"]))
        charts.put(entry, "channel", word(entry["channel_key"]))
    columns = (
        Column("model", label("col.model"), localised=True),
        Column("channel", label("col.channel"), localised=True),
        Column("share", label("col.share_of_orders"), "rate"),
        Column("conversions", label("col.credited_orders"), "points"),
        Column("net_sales", label("col.net_sales"), "money"),
    )
    shown = [channel for channel in places if any(e["channel_key"] == channel for e in found)]

    def build(language: str) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData("rows"))
            .mark_bar()
            .encode(
                y=alt.Y(
                    f"model_{language}:N",
                    title=None,
                    sort=alt.EncodingSortField("model_place", op="min"),
                    axis=alt.Axis(domain=False, ticks=False, labelLimit=130),
                ),
                x=alt.X(
                    "share:Q",
                    title=None,
                    stack="zero",
                    scale=alt.Scale(domain=[0, 1]),
                    axis=alt.Axis(format=".0%", tickCount=4, domain=False),
                ),
                color=charts.colour(
                    "channel_key", shown, [charts.channel_colour(c) for c in shown]
                ),
                order=alt.Order("place:Q"),
                tooltip=charts.tooltip(columns, language, context.currency),
            )
        )

    return Chart(
        key="attribution",
        title=label("journey.attribution", start=start, end=end),
        note=label("journey.attribution_note"),
        rows=found,
        build=build,
        columns=columns,
        height=300,
        legend=[Legend(word(c), charts.channel_colour(c)) for c in shown],
        wide=True,
        empty=label("page.no_data_source", source=label("source.orders")),
    )


def _channels(rows: list[dict[str, Any]], start: Text, end: Text) -> Table:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        entry = found.setdefault(
            row["channel_key"],
            {
                "channel": word(row["channel_key"]),
                "_colour": charts.channel_colour(row["channel_key"]),
                "_key": row["channel_key"],
                **dict.fromkeys(
                    ("first_touch", "last_touch", "markov", "shapley", "net_sales"), 0.0
                ),
                "spend": row["spend"],
                "removal_effect": None,
            },
        )
        if row["model"] in entry:
            entry[row["model"]] = row["conversions"]
        if row["model"] == "markov":
            entry["net_sales"] = row["net_sales"]
            entry["removal_effect"] = row["removal_effect"]
    entries = sorted(found.values(), key=lambda e: (-e["markov"], e["_key"]))
    for entry in entries:
        paid = bool(entry["spend"])
        entry["return"] = entry["net_sales"] / float(entry["spend"]) if paid else None
        entry["cost"] = (
            float(entry["spend"]) / entry["markov"] if paid and entry["markov"] else None
        )
        entry["spend"] = entry["spend"] if paid else None
    return Table(
        key="channel_returns",
        title=label("journey.returns", start=start, end=end),
        note=label("journey.returns_note"),
        columns=(
            Column("channel", label("col.channel")),
            Column("markov", word("markov"), "points", bar=True),
            Column("first_touch", word("first_touch"), "points"),
            Column("last_touch", word("last_touch"), "points"),
            Column("shapley", word("shapley"), "points"),
            Column("removal_effect", label("col.removal_effect"), "rate"),
            Column("spend", label("col.spend"), "money"),
            Column("return", label("col.return"), "points"),
            Column("cost", label("col.cost"), "money"),
        ),
        rows=entries,
        wide=True,
        empty=label("page.no_data_source", source=label("source.orders")),
    )


def paths(context: Context) -> Table:
    """Return the paths that led to most orders."""
    rows = context.marts.rows(
        """
        select path, person_count, conversion_count, net_sales, conversion_rate
        from marts.journey_paths
        order by conversion_count desc, person_count desc, path
        limit $paths
        """,
        paths=MAX_PATHS,
    )
    for row in rows:
        row["path"] = join([word(c) for c in row["path"].split(" > ")], Text(" › ", " › "))
    return Table(
        key="paths",
        title=label("journey.paths"),
        note=label("journey.paths_note"),
        columns=(
            Column("path", label("col.path")),
            Column("conversion_count", label("col.orders"), "count", bar=True),
            Column("person_count", label("col.people"), "count"),
            Column("conversion_rate", label("col.conversion"), "rate"),
            Column("net_sales", label("col.net_sales"), "money"),
        ),
        rows=rows,
        wide=True,
        empty=label("page.no_data_source", source=label("source.orders")),
    )


def transitions(context: Context) -> Chart:
    """Return where people go from each channel, as a matrix of shares."""
    rows = context.marts.rows(
        """
        with ranked as (
            select from_state as state, sum(transition_count) as n,
                row_number() over (order by sum(transition_count) desc, from_state) as place
            from marts.journey_transitions
            where from_state <> '(start)'
            group by from_state
        ),
        states as (
            select state, place from ranked where place <= $states
            union all select '(start)', 0
            union all select '(conversion)', 1000
            union all select '(null)', 1001
        )
        select from_state, to_state, transition_count, transition_probability,
            origins.place as from_place, targets.place as to_place
        from marts.journey_transitions
        inner join states as origins on from_state = origins.state
        inner join states as targets on to_state = targets.state
        order by from_place, to_place
        """,
        states=MAX_STATES,
    )
    for row in rows:
        charts.put(row, "from", word(row["from_state"]))
        charts.put(row, "to", word(row["to_state"]))
        share = row["transition_probability"]
        row["shown"] = f"{share:.0%}" if share >= LEAST_SHOWN else ""
    columns = (
        Column("from", label("col.from"), localised=True),
        Column("to", label("col.to"), localised=True),
        Column("transition_probability", label("col.share"), "rate"),
        Column("transition_count", label("col.steps"), "count"),
    )

    def build(language: str) -> alt.LayerChart:
        axis = alt.Axis(domain=False, ticks=False, labelLimit=120)
        base = alt.Chart(alt.NamedData("rows")).encode(
            y=alt.Y(
                f"from_{language}:N",
                title=None,
                sort=alt.EncodingSortField("from_place", op="min"),
                axis=axis,
            ),
            x=alt.X(
                f"to_{language}:N",
                title=None,
                sort=alt.EncodingSortField("to_place", op="min"),
                axis=alt.Axis(
                    domain=False, ticks=False, labelLimit=120, labelAngle=-50, orient="top"
                ),
            ),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        cells = base.mark_rect(color=charts.ACCENT).encode(
            opacity=alt.Opacity(
                "transition_probability:Q",
                scale=alt.Scale(domain=[0, 1], range=[0.06, 1]),
                legend=None,
            )
        )
        figures = base.mark_text(fontSize=10).encode(
            text="shown:N",
            color=alt.condition(
                "datum.transition_probability > 0.55",
                alt.value(charts.SURFACE),
                alt.value(charts.INK),
            ),
        )
        return alt.layer(cells, figures)

    return Chart(
        key="transitions",
        title=label("journey.transitions"),
        note=label("journey.transitions_note"),
        rows=rows,
        build=build,
        columns=columns,
        height=440,
        wide=True,
        empty=label("page.no_data_source", source=label("source.sessions")),
    )
