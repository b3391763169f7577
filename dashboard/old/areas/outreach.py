"""Outreach: what becomes of messages, and whom we write to too often."""

import altair as alt

from dashboard.old import charts
from dashboard.old.blocks import Area, Chart, Column, Legend, Table
from dashboard.old.formats import percent
from dashboard.old.labels import label, word
from dashboard.store import Context
from dashboard.text import plain

MAX_CHANNELS = 6
MAX_CAMPAIGNS = 20
DEFAULT_CAP = 12
_STEPS = ("sent", "delivered", "opened", "clicked")
_NO_OPENS = ("sms", "post")
_CHOICES = ("best_channel", "best_weekday", "best_hour")


def area(context: Context) -> Area | None:
    """Return the tab; None where neither mart exists."""
    blocks: list[Chart | Table] = []
    if context.marts.has("message_performance"):
        blocks += [_funnel(context), _channels(context)]
    if context.marts.has("contact_preferences"):
        blocks += [_pressure(context), _preferences(context)]
    if context.marts.has("message_performance"):
        blocks.append(_campaigns(context))
    if not blocks:
        return None
    return Area("outreach", label("area.outreach"), lead=label("outreach.lead"), blocks=blocks)


def _funnel(context: Context) -> Chart:
    columns = (
        Column("step", label("col.step"), localised=True),
        Column("message_count", label("col.messages"), "count"),
        Column("share", label("col.of_sent"), "rate"),
    )
    found = context.marts.rows(
        """
        select channel, sum(sent_count)::bigint as sent,
            case when bool_and(delivered_count is not null) then sum(delivered_count)::bigint end
                as delivered,
            sum(opened_count)::bigint as opened, sum(clicked_count)::bigint as clicked
        from marts.message_performance
        group by channel
        order by sent desc, channel
        limit $channels
        """,
        channels=MAX_CHANNELS,
    )
    rows = []
    for channel in found:
        for number, step in enumerate(_STEPS):
            if step == "opened" and channel["channel"] in _NO_OPENS:
                continue
            count = channel[step]
            if count is None:
                continue  # nobody reports deliveries for all of the channel
            row = {"channel": channel["channel"], "order": number, "message_count": count}
            row["share"] = count / channel["sent"]
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
        key="message_funnel",
        title=label("outreach.funnel"),
        note=label("outreach.funnel_note"),
        rows=rows,
        build=build,
        columns=columns,
        height=170,
        options=[(row["channel"], word(row["channel"])) for row in found],
        option_field="channel",
        empty=label("page.no_data_source", source=label("source.messages")),
    )


# Where nobody reports deliveries, rates are over what was sent, as in the mart.
_RATES = """
    sum(sent_count)::bigint as sent_count,
    sum(delivered_count)
        / nullif(sum(sent_count) filter (where delivered_count is not null), 0)::double
        as delivery_rate,
    sum(opened_count) filter (where channel not in ('sms', 'post'))
        / nullif(
            sum(coalesce(delivered_count, sent_count))
                filter (where channel not in ('sms', 'post')),
            0
        )::double as open_rate,
    sum(clicked_count) / nullif(sum(coalesce(delivered_count, sent_count)), 0)::double
        as click_rate,
    sum(unsubscribed_count) / nullif(sum(coalesce(delivered_count, sent_count)), 0)::double
        as unsubscribe_rate
"""
_RATE_COLUMNS = (
    Column("sent_count", label("col.messages"), "count", bar=True),
    Column("delivery_rate", label("col.delivery_rate"), "rate"),
    Column("open_rate", label("col.open_rate"), "rate"),
    Column("click_rate", label("col.click_rate"), "rate"),
    Column("unsubscribe_rate", label("col.unsubscribe_rate"), "rate"),
)


def _channels(context: Context) -> Table:
    rows = context.marts.rows(
        f"""
        select channel, {_RATES}
        from marts.message_performance
        group by channel
        order by sent_count desc, channel
        """
    )
    for row in rows:
        row["name"] = word(row["channel"])
    return Table(
        key="message_channels",
        title=label("outreach.channels"),
        note=label("outreach.channels_note"),
        columns=(Column("name", label("col.channel")), *_RATE_COLUMNS),
        rows=rows,
        empty=label("page.no_data_source", source=label("source.messages")),
    )


def _campaigns(context: Context) -> Table:
    rows = context.marts.rows(
        f"""
        select campaign_id, {_RATES}
        from marts.message_performance
        where campaign_id <> 'none'
        group by campaign_id
        order by max(month) desc, sent_count desc, campaign_id
        limit $campaigns
        """,
        campaigns=MAX_CAMPAIGNS,
    )
    for row in rows:
        row["name"] = plain(row["campaign_id"])
    return Table(
        key="campaigns",
        title=label("outreach.campaigns"),
        note=label("outreach.campaigns_note"),
        columns=(Column("name", label("col.campaign")), *_RATE_COLUMNS),
        rows=rows,
        wide=True,
        empty=label("page.no_data_source", source=label("source.messages")),
    )


def _pressure(context: Context) -> Chart:
    columns = (
        Column("span", label("col.messages_30d"), localised=True),
        Column("customer_count", label("col.customers"), "count"),
    )
    cap = _cap(context)
    # Quarters of what is allowed, none and too many: the same bars whatever was sent.
    ends = sorted({max(round(cap * part / 4), 1) for part in (1, 2, 3, 4)})
    found = context.marts.rows(
        """
        select
            case
                when is_over_contacted then $over
                when message_count_30d = 0 then 0
                else 1 + len(list_filter($ends, lambda x: message_count_30d > x))
            end as place,
            count(*) as customer_count
        from marts.contact_preferences
        group by place
        """,
        ends=ends,
        over=len(ends) + 1,
    )
    counts = {row["place"]: row["customer_count"] for row in found}
    starts = [0, *(end + 1 for end in [0, *ends[:-1]])]
    names = [
        plain(f"{start}" if start == end else f"{start}–{end}")
        for start, end in zip(starts, [0, *ends], strict=True)
    ]
    names.append(label("outreach.above", cap=cap))
    rows = []
    for place, name in enumerate(names if counts else ()):
        is_over = place == len(ends) + 1
        row = {"place": place, "customer_count": counts.get(place, 0), "is_over": is_over}
        charts.put(row, "span", name)
        rows.append(row)

    def build(language: str) -> alt.LayerChart:
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=alt.X(
                field=f"span_{language}",
                type="nominal",
                title=None,
                sort=[row[f"span_{language}"] for row in rows],
                axis=alt.Axis(labelAngle=0, grid=False, ticks=False),
            ),
            y=alt.Y("customer_count:Q", title=None, axis=None),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        bars = base.mark_bar().encode(
            color=alt.condition("datum.is_over", alt.value("var(--warm)"), alt.value(charts.ACCENT))
        )
        figures = base.mark_text(dy=-7, color=charts.MUTED, fontSize=11).encode(
            text=alt.Text("customer_count:Q", format=",d")
        )
        return alt.layer(bars, figures)

    return Chart(
        key="contact_pressure",
        title=label("outreach.pressure"),
        note=label("outreach.pressure_note", cap=cap),
        rows=rows,
        build=build,
        columns=columns,
        legend=[Legend(label("outreach.over"), "var(--warm)")] if rows else (),
        empty=label("page.no_data_source", source=label("source.messages")),
    )


def _cap(context: Context) -> int:
    """Messages in 30 days that are not too many yet, of the run (var message_cap_30d)."""
    try:
        return max(int(context.settings.get("message_cap_30d", DEFAULT_CAP)), 1)
    except (TypeError, ValueError):
        return DEFAULT_CAP


def _preferences(context: Context) -> Chart:
    columns = (
        Column("choice", label("col.choice"), localised=True),
        Column("customer_count", label("col.customers"), "count"),
    )
    rows = context.marts.rows(
        """
        select 'best_channel' as preference, best_channel as choice_key, 0 as place,
            count(*) as customer_count
        from marts.contact_preferences where best_channel is not null group by all
        union all
        select 'best_weekday', best_weekday::varchar, best_weekday, count(*)
        from marts.contact_preferences where best_weekday is not null group by all
        union all
        select 'best_hour', best_hour::varchar, best_hour, count(*)
        from marts.contact_preferences where best_hour is not null group by all
        order by preference, place, customer_count desc, choice_key
        """
    )
    for number, row in enumerate(rows):
        row["place"] = number
        if row["preference"] == "best_weekday":
            text = label(f"weekday.{row['choice_key']}")
        else:
            text = (
                word(row["choice_key"])
                if row["preference"] == "best_channel"
                else plain(row["choice_key"])
            )
        charts.put(row, "choice", text)
    known = {row["preference"] for row in rows}

    def build(language: str) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData("rows"))
            .mark_bar(color=charts.ACCENT)
            .encode(
                x=alt.X(
                    field=f"choice_{language}",
                    type="nominal",
                    title=None,
                    sort=alt.SortField("place"),
                    axis=alt.Axis(labelAngle=0, grid=False, ticks=False, labelOverlap=True),
                ),
                y=charts.value_axis("customer_count", charts.large_numbers(language)),
                tooltip=charts.tooltip(columns, language, context.currency),
            )
        )

    return Chart(
        key="preferences",
        title=label("outreach.preferences"),
        note=label("outreach.preferences_note"),
        rows=rows,
        build=build,
        columns=columns,
        options=[(choice, label(f"outreach.{choice}")) for choice in _CHOICES if choice in known],
        option_field="preference",
        empty=label("page.no_data_source", source=label("source.messages")),
    )
