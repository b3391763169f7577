"""Social: reactions to the company's posts, and the audience."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from dashboard.old import charts
from dashboard.old.blocks import Area, Chart, Column, Legend, Table
from dashboard.old.formats import number, percent
from dashboard.old.labels import label, word
from dashboard.store import Context
from dashboard.text import month_text

MAX_PLATFORMS = 6
MAX_MEDIA = 12


def area(context: Context) -> Area | None:
    """Return the tab; None where neither mart exists."""
    blocks: list[Chart | Table] = []
    if context.marts.has("social_engagement"):
        rows = _by_month(context)
        blocks += [_interactions(context, rows), _rate(context, rows), _followers(context, rows)]
    if context.marts.has("social_posts"):
        blocks += [_heat_map(context), _media(context)]
    return Area("social", label("area.social"), blocks=blocks) if blocks else None


def _by_month(context: Context) -> list[dict[str, Any]]:
    rows = context.marts.rows(
        """
        select month, platform, post_count, reach_count, like_count, comment_count, share_count,
            coalesce(like_count, 0) + coalesce(comment_count, 0) + coalesce(share_count, 0)
                as interaction_count,
            engagement_rate, follower_count, follower_change
        from marts.social_engagement
        where account_id = 'all'
            and dimension = 'all'
            and platform in (
                select platform
                from marts.social_engagement
                where account_id = 'all' and dimension = 'all'
                group by platform
                order by sum(post_count) desc, platform
                limit $platforms
            )
        order by platform, month
        """,
        platforms=MAX_PLATFORMS,
    )
    shown = set(charts.newest_months(row["month"] for row in rows))
    rows = [row for row in rows if row["month"] in shown]
    for row in rows:
        row["is_open"] = not context.is_complete(row["month"])
        row["platform_key"] = row.pop("platform")
        text = month_text(row["month"])
        charts.put(row, "month", label("period.to_date", period=text) if row["is_open"] else text)
        charts.put(row, "platform", word(row["platform_key"]))
    return rows


def _pick(rows: list[dict[str, Any]], columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Only the fields that one chart needs: the page stays small."""
    fields = ["month", "platform_key", "is_open"]
    for column in columns:
        fields += [f"{column.key}_en", f"{column.key}_ja"] if column.localised else [column.key]
    return [{field: row[field] for field in dict.fromkeys(fields)} for row in rows]


def _platforms(rows: list[dict[str, Any]]) -> dict[str, str]:
    names = sorted({row["platform_key"] for row in rows})
    return dict(zip(names, charts.SERIES, strict=False))


_WHO = (
    Column("month", label("col.month"), localised=True),
    Column("platform", label("col.platform"), localised=True),
)


def _interactions(context: Context, found: list[dict[str, Any]]) -> Chart:
    columns = (
        *_WHO,
        Column("interaction_count", label("col.interactions"), "count"),
        Column("like_count", label("col.likes"), "count"),
        Column("comment_count", label("col.comments"), "count"),
        Column("share_count", label("col.shares"), "count"),
        Column("post_count", label("col.posts"), "count"),
    )
    rows, colours = _pick(found, columns), _platforms(found)

    def build(language: str) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData("rows"))
            .mark_bar()
            .encode(
                x=charts.month_axis(rows),
                y=charts.value_axis(
                    "interaction_count", charts.large_numbers(language), stack="zero"
                ),
                color=charts.colour("platform_key", list(colours), list(colours.values())),
                opacity=charts.opacity(),
                tooltip=charts.tooltip(columns, language, context.currency),
            )
        )

    return Chart(
        key="social_interactions",
        title=label("social.interactions"),
        note=label("social.interactions_note"),
        rows=rows,
        build=build,
        columns=columns,
        legend=[Legend(word(name), shade) for name, shade in colours.items()],
        empty=label("page.no_data_source", source=label("source.social")),
    )


def _rate(context: Context, found: list[dict[str, Any]]) -> Chart:
    columns = (
        *_WHO,
        Column("engagement_rate", label("col.rate"), "rate"),
        Column("interaction_count", label("col.interactions"), "count"),
        Column("reach_count", label("col.reach"), "count"),
    )
    complete = [row for row in found if not row["is_open"]]
    with_rate = [row for row in complete if row["engagement_rate"] is not None]
    latest = {row["platform_key"]: percent(row["engagement_rate"]) for row in with_rate}
    return _lines(
        context,
        key="social_rate",
        columns=columns,
        field="engagement_rate",
        form=".0%",
        found=with_rate,
        colours=_platforms(found),
        latest=latest,
        is_connected=False,
    )


def _followers(context: Context, found: list[dict[str, Any]]) -> Chart:
    columns = (
        *_WHO,
        Column("follower_count", label("col.followers"), "count"),
        Column("follower_change", label("col.follower_change"), "count"),
    )
    rows = [row for row in found if row["follower_count"] is not None]
    latest = {row["platform_key"]: number(row["follower_count"]) for row in rows}
    return _lines(
        context,
        key="social_followers",
        columns=columns,
        field="follower_count",
        form=None,
        found=rows,
        colours=_platforms(found),
        latest=latest,
        is_connected=True,
    )


def _lines(
    context: Context,
    *,
    key: str,
    columns: tuple[Column, ...],
    field: str,
    form: str | None,
    found: list[dict[str, Any]],
    colours: dict[str, str],
    latest: dict[str, str],
    is_connected: bool,
) -> Chart:
    name = key.replace("social_", "social.")
    rows = _pick(found, columns)

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=charts.month_axis(rows),
            y=charts.value_axis(field, form or charts.large_numbers(language)),
            color=charts.colour("platform_key", list(colours), list(colours.values())),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        # Months without a rate lie between many points: a thin line leads the eye, no more.
        width, shade = (2, 1.0) if is_connected else (1, 0.45)
        return alt.layer(
            base.mark_line(strokeWidth=width, opacity=shade),
            base.mark_point(filled=True, size=34, opacity=1),
        )

    return Chart(
        key=key,
        title=label(name),
        note=label(f"{name}_note"),
        rows=rows,
        build=build,
        columns=columns,
        legend=[Legend(word(n), shade, latest.get(n)) for n, shade in colours.items()],
        empty=label("page.no_data_source", source=label("source.social")),
    )


def _heat_map(context: Context) -> Chart:
    """Draw when posts went out and what they brought: the darker the cell, the higher the rate."""
    columns = (
        Column("weekday", label("col.weekday"), localised=True),
        Column("hour", label("col.hour"), "count"),
        Column("engagement_rate", label("col.rate"), "rate"),
        Column("post_count", label("col.posts"), "count"),
    )
    rows = context.marts.rows(
        """
        select isodow(business_date) as weekday_number, posted_hour as hour, count(*) as post_count,
            sum(coalesce(like_count, 0) + coalesce(comment_count, 0) + coalesce(share_count, 0))
                filter (where reach_count > 0)
                / nullif(sum(reach_count) filter (where reach_count > 0), 0)::double
                as engagement_rate
        from marts.social_posts
        group by all
        order by weekday_number, hour
        """
    )
    for row in rows:
        charts.put(row, "weekday", label(f"weekday.{row['weekday_number']}"))

    def build(language: str) -> alt.LayerChart:
        days = [label(f"weekday.{number}").of(language) for number in range(1, 8)]
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=alt.X(
                field="hour",
                type="ordinal",
                title=None,
                scale=alt.Scale(domain=list(range(24)), paddingInner=0.06),
                axis=alt.Axis(
                    labelAngle=0,
                    grid=False,
                    ticks=False,
                    domain=False,
                    values=list(range(0, 24, 3)),
                ),
            ),
            y=alt.Y(
                field=f"weekday_{language}",
                type="nominal",
                title=None,
                scale=alt.Scale(domain=days, paddingInner=0.06),
                axis=alt.Axis(grid=False, ticks=False, domain=False),
            ),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        # A post without a known reach leaves an outline: it went out, what it brought is not known.
        outline = base.mark_rect(filled=False, stroke=charts.RULE, strokeWidth=1)
        cells = (
            base.transform_filter("isValid(datum.engagement_rate)")
            .mark_rect(color=charts.ACCENT)
            .encode(
                opacity=alt.Opacity(
                    field="engagement_rate",
                    type="quantitative",
                    scale=alt.Scale(zero=True, range=[0.08, 1]),
                    legend=None,
                )
            )
        )
        return alt.layer(outline, cells)

    return Chart(
        key="posting_times",
        title=label("social.times"),
        note=label("social.times_note", zone=context.timezone.key),
        rows=rows,
        build=build,
        columns=columns,
        height=230,
        empty=label("page.no_data_source", source=label("source.social")),
    )


def _media(context: Context) -> Table:
    rows = context.marts.rows(
        """
        select
            media_type,
            count(*) as post_count,
            sum(reach_count)::bigint as reach_count,
            (
                sum(coalesce(like_count, 0) + coalesce(comment_count, 0) + coalesce(share_count, 0))
            )::bigint as interaction_count,
            sum(coalesce(like_count, 0) + coalesce(comment_count, 0) + coalesce(share_count, 0))
                filter (where reach_count > 0)
                / nullif(sum(reach_count) filter (where reach_count > 0), 0)::double
                as engagement_rate
        from marts.social_posts
        group by media_type
        order by post_count desc, media_type
        limit $media
        """,
        media=MAX_MEDIA,
    )
    for row in rows:
        row["name"] = word(row["media_type"])
    return Table(
        key="media_types",
        title=label("social.media"),
        note=label("social.media_note"),
        columns=(
            Column("name", label("col.media")),
            Column("post_count", label("col.posts"), "count"),
            Column("reach_count", label("col.reach"), "count"),
            Column("interaction_count", label("col.interactions"), "count"),
            Column("engagement_rate", label("col.rate"), "rate", bar=True),
        ),
        rows=rows,
        empty=label("page.no_data_source", source=label("source.social")),
    )
