"""Care: how long problems take, what they are about, and which articles help."""

from typing import Any

import altair as alt

from dashboard import charts
from dashboard.blocks import Area, Chart, Column, Legend, Table
from dashboard.labels import label, word
from dashboard.store import Context
from dashboard.text import month_text, plain

MAX_TOPICS = 7
MAX_CHOICES = 3  # topics that may be chosen in the small chart: more do not fit a phone
MAX_ARTICLES = 30
_SPANS = (  # upper ends in minutes
    ("hour_1", 60),
    ("hours_4", 240),
    ("hours_24", 1440),
    ("days_3", 4320),
    ("days_7", 10080),
    ("longer", None),
)


def area(context: Context) -> Area | None:
    """Return the tab; None where neither mart exists."""
    blocks: list[Chart | Table] = []
    if context.marts.has("support_issues"):
        blocks += [_by_topic(context), _resolution(context), _topics(context)]
    if context.marts.has("support_articles"):
        blocks.append(_articles(context))
    return (
        Area("care", label("area.care"), lead=label("care.lead"), blocks=blocks) if blocks else None
    )


def _top_topics(context: Context, most: int = MAX_TOPICS) -> list[str]:
    rows = context.marts.rows(
        """
        select coalesce(topic, 'unknown') as topic
        from marts.support_issues
        where not is_proactive
        group by all
        order by count(*) desc, topic
        limit $topics
        """,
        topics=most,
    )
    return [row["topic"] for row in rows]


def _by_topic(context: Context) -> Chart:
    columns = (
        Column("month", label("col.month"), localised=True),
        Column("topic", label("col.topic"), localised=True),
        Column("issue_count", label("col.issues"), "count"),
    )
    topics = _top_topics(context)
    rows = context.marts.rows(
        """
        select
            date_trunc('month', timezone($zone, timezone('UTC', opened_at)))::date as month,
            case
                when list_contains($topics, coalesce(topic, 'unknown'))
                    then coalesce(topic, 'unknown')
                else 'other_topics'
            end as topic_key,
            count(*) as issue_count
        from marts.support_issues
        where not is_proactive
        group by all
        order by month, topic_key
        """,
        zone=context.timezone.key,
        topics=topics,
    )
    shown = set(charts.newest_months(row["month"] for row in rows))
    rows = [row for row in rows if row["month"] in shown]
    for row in rows:
        row["is_open"] = not context.is_complete(row["month"])
        text = month_text(row["month"])
        charts.put(row, "month", label("period.to_date", period=text) if row["is_open"] else text)
        charts.put(row, "topic", word(row["topic_key"]))
    found = {row["topic_key"] for row in rows}
    colours = dict(zip(topics, charts.SERIES, strict=False))
    if "other_topics" in found:
        colours["other_topics"] = charts.OTHER_COLOUR

    def build(language: str) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData("rows"))
            .mark_bar()
            .encode(
                x=charts.month_axis(rows),
                y=charts.value_axis("issue_count", charts.large_numbers(language), stack="zero"),
                color=charts.colour("topic_key", list(colours), list(colours.values())),
                opacity=charts.opacity(),
                tooltip=charts.tooltip(columns, language, context.currency),
            )
        )

    return Chart(
        key="issues_by_topic",
        title=label("care.by_topic"),
        note=label("care.by_topic_note"),
        rows=rows,
        build=build,
        columns=columns,
        legend=[Legend(word(topic), shade) for topic, shade in colours.items() if topic in found],
        empty=label("page.no_data_source", source=label("source.tickets")),
    )


def _resolution(context: Context) -> Chart:
    columns = (
        Column("span", label("col.resolved_in"), localised=True),
        Column("issue_count", label("col.issues"), "count"),
        Column("share", label("col.share"), "rate"),
    )
    choices = _top_topics(context, MAX_CHOICES)
    limits = ", ".join(str(limit) for _, limit in _SPANS if limit)
    found = context.marts.rows(
        f"""
        with spans as (
            select coalesce(topic, 'unknown') as topic,
                case
                    when resolution_minutes is null then {len(_SPANS)}
                    else len(list_filter([{limits}], lambda x: resolution_minutes > x))
                end as place
            from marts.support_issues
            where not is_proactive
        )
        select 'all' as topic, place, count(*) as issue_count from spans group by place
        union all
        select topic, place, count(*) as issue_count from spans
        where list_contains($topics, topic) group by topic, place
        """,
        topics=choices,
    )
    names = [name for name, _ in _SPANS] + ["still_open"]
    counts = {(row["topic"], row["place"]): row["issue_count"] for row in found}
    topics = ["all", *choices]
    rows: list[dict[str, Any]] = []
    for topic in topics if counts else ():
        total = sum(count for key, count in counts.items() if key[0] == topic)
        for place, name in enumerate(names):
            count = counts.get((topic, place), 0)
            row = {
                "topic": topic,
                "place": place,
                "issue_count": count,
                "is_unsolved": name == "still_open",
            }
            row["share"] = count / total
            charts.put(row, "span", label(f"span.{name}"))
            rows.append(row)

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=alt.X(
                field=f"span_{language}",
                type="nominal",
                title=None,
                sort=[label(f"span.{name}").of(language) for name in names],
                axis=alt.Axis(labelAngle=0, grid=False, ticks=False, labelLimit=70),
            ),
            y=alt.Y("issue_count:Q", title=None, axis=None),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        bars = base.mark_bar().encode(
            color=alt.condition(
                "datum.is_unsolved", alt.value("var(--warm)"), alt.value(charts.ACCENT)
            )
        )
        figures = base.mark_text(dy=-7, color=charts.MUTED, fontSize=11).encode(
            text=alt.Text("issue_count:Q", format=",d")
        )
        return alt.layer(bars, figures)

    return Chart(
        key="resolution_times",
        title=label("care.resolution"),
        note=label("care.resolution_note"),
        rows=rows,
        build=build,
        columns=columns,
        options=[(t, label("care.all_topics") if t == "all" else word(t)) for t in topics],
        option_field="topic",
        empty=label("page.no_data_source", source=label("source.tickets")),
    )


def _topics(context: Context) -> Table:
    rows = context.marts.rows(
        """
        select topic, count(*) as issue_count,
            count(*) filter (where resolved_at is null) as open_count,
            median(first_response_minutes) / 60 as response_hours,
            median(resolution_minutes) / 60 as resolution_hours,
            quantile_cont(resolution_minutes, 0.9) / 60 as slow_hours,
            (count(*) filter (where reopened_count > 0)) / count(*)::double as reopened_rate,
            avg(csat_score) as csat
        from marts.support_issues
        where not is_proactive
        group by topic
        order by issue_count desc, topic
        limit $topics
        """,
        topics=MAX_TOPICS * 2,
    )
    for row in rows:
        row["name"] = word(row["topic"])
    return Table(
        key="issue_topics",
        title=label("care.topics"),
        note=label("care.topics_note"),
        columns=(
            Column("name", label("col.topic")),
            Column("issue_count", label("col.issues"), "count", bar=True),
            Column("open_count", label("col.open"), "count"),
            Column("response_hours", label("col.response_hours"), "points"),
            Column("resolution_hours", label("col.resolution_hours"), "points"),
            Column("slow_hours", label("col.slow_hours"), "points"),
            Column("reopened_rate", label("col.reopened"), "rate"),
            Column("csat", label("col.csat"), "points"),
        ),
        rows=rows,
        wide=True,
        empty=label("page.no_data_source", source=label("source.tickets")),
    )


def _articles(context: Context) -> Table:
    rows = context.marts.rows(
        """
        select article_id, any_value(topic) as topic, sum(view_count)::bigint as view_count,
            sum(helpful_vote_count + unhelpful_vote_count)::bigint as vote_count,
            sum(helpful_vote_count)
                / nullif(sum(helpful_vote_count + unhelpful_vote_count), 0)::double
                as helpful_rate,
            sum(deflected_viewer_count) / nullif(sum(customer_viewer_count), 0)::double
                as deflection_rate
        from marts.support_articles
        group by article_id
        order by view_count desc, article_id
        limit $articles
        """,
        articles=MAX_ARTICLES,
    )
    for row in rows:
        row["topic"] = word(row["topic"])
        row["article_id"] = plain(row["article_id"])
    return Table(
        key="support_articles",
        title=label("care.articles"),
        note=label("care.articles_note"),
        columns=(
            Column("article_id", label("col.article")),
            Column("topic", label("col.topic")),
            Column("view_count", label("col.views"), "count", bar=True),
            Column("vote_count", label("col.votes"), "count"),
            Column("helpful_rate", label("col.helpful"), "rate"),
            Column("deflection_rate", label("col.deflection"), "rate"),
        ),
        rows=rows,
        wide=True,
        empty=label("page.no_data_source", source=label("source.articles")),
    )
