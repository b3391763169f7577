"""What customers are worth and why: tiers, models, acquisition, segments, engagement value.

Blocks of the tab value.
"""

from typing import Any

import altair as alt

from dashboard.old import charts
from dashboard.old.blocks import Chart, Column, Table
from dashboard.old.formats import number
from dashboard.old.labels import label, word
from dashboard.store import Context

TOP_PEOPLE = 10
MAX_CHANNELS = 12


def worth_blocks(context: Context) -> list[Chart | Table]:
    """Return the blocks whose marts exist."""
    marts = context.marts
    blocks: list[Chart | Table] = []
    if marts.has("customer_ltv"):
        blocks += [_tenths(context), _tiers(context)]
    if marts.has("customer_ltv", "clv_model_fit"):
        blocks.append(_model(context))
    if marts.has("ltv_by_acquisition"):
        blocks.append(_acquisition(context))
    if marts.has("customer_segments"):
        blocks += [_rfm_map(context), _segments(context)]
    if marts.has("customer_cev", "cev_ledger"):
        blocks += [_components(context), _advocates(context)]
    return blocks


def _tenths(context: Context) -> Chart:
    columns = (
        Column("tenth", label("col.tenth"), "count"),
        Column("share", label("col.value_share"), "rate"),
        Column("clv_expected", label("col.clv_expected"), "money"),
        Column("customer_count", label("col.customers"), "count"),
    )
    rows = context.marts.rows(
        """
        with ranked as (
            select clv_expected, ntile(10) over (order by clv_expected desc, customer_id) as tenth
            from marts.customer_ltv
            where clv_expected is not null
        )
        select tenth, count(*) as customer_count, sum(clv_expected) as clv_expected,
            sum(clv_expected) / nullif(sum(sum(clv_expected)) over (), 0) as share
        from ranked
        group by tenth
        order by tenth
        """
    )

    def build(language: str) -> alt.Chart:
        return (
            alt.Chart(alt.NamedData("rows"))
            .mark_bar(color=charts.ACCENT)
            .encode(
                x=alt.X(
                    field="tenth",
                    type="ordinal",
                    title=label("col.tenth").of(language),
                    axis=alt.Axis(labelAngle=0, ticks=False, domain=False),
                ),
                y=charts.value_axis("share", ".0%"),
                tooltip=charts.tooltip(columns, language, context.currency),
            )
        )

    return Chart(
        key="ltv_tenths",
        title=label("value.tenths"),
        note=label("value.tenths_note"),
        rows=rows,
        build=build,
        columns=columns,
        height=200,
        empty=label("value.no_fit"),
    )


def _tiers(context: Context) -> Table:
    rows = context.marts.rows(
        """
        select value_tier, count(*) as customer_count, sum(clv_expected) as clv_expected,
            sum(clv_expected) / nullif(sum(sum(clv_expected)) over (), 0) as share,
            sum(ltv_realised) as ltv_realised
        from marts.customer_ltv
        where value_tier is not null
        group by value_tier
        order by list_position(['high', 'mid', 'low'], value_tier)
        """
    )
    for row in rows:
        row["name"] = label(f"tier.{row['value_tier']}")
    return Table(
        key="value_tiers",
        title=label("value.tiers"),
        note=label("value.tiers_note"),
        columns=(
            Column("name", label("col.tier")),
            Column("customer_count", label("col.customers"), "count"),
            Column("clv_expected", label("col.clv_expected"), "money"),
            Column("share", label("col.share"), "rate"),
            Column("ltv_realised", label("col.realised"), "money"),
        ),
        rows=rows,
        empty=label("value.no_fit"),
    )


def _model(context: Context) -> Table:
    """Put the two guesses side by side; the note says in plain words which one was nearer."""
    totals = context.marts.one(
        "select sum(clv_expected) as model, sum(clv_naive) as naive from marts.customer_ltv"
    )
    fit = {
        row["name"]: row
        for row in context.marts.rows(
            "select name, value, customer_count from marts.clv_model_fit where model = 'holdout'"
        )
    }
    rows: list[dict[str, Any]] = []
    note = label("value.model_untested")
    if fit:
        rows = [
            {
                "name": label(f"value.guess_{guess}"),
                "error": number(fit[f"mae_{guess}"]["value"], 3),
                "total": totals[guess],
            }
            for guess in ("model", "naive")
        ]
        outcome = "wins" if fit["is_better_than_naive"]["value"] else "loses"
        note = label(
            f"value.model_{outcome}",
            model=number(fit["mae_model"]["value"], 3),
            naive=number(fit["mae_naive"]["value"], 3),
            customers=number(fit["mae_model"]["customer_count"]),
        )
    return Table(
        key="model_against_baseline",
        title=label("value.model"),
        note=note,
        columns=(
            Column("name", label("col.guess")),
            Column("error", label("col.error")),
            Column("total", label("col.clv_expected"), "money"),
        ),
        rows=rows,
        wide=True,
        empty=label("value.no_fit"),
    )


def _acquisition(context: Context) -> Table:
    # Cost and ratio look at quarters with spend only: customers won for nothing would flatter them.
    rows = context.marts.rows(
        """
        select acquisition_channel, sum(customer_count) as customer_count, sum(spend) as spend,
            sum(ltv_discounted * customer_count) / sum(customer_count) as ltv_discounted,
            sum(spend) / nullif(sum(customer_count) filter (where spend > 0), 0)
                as acquisition_cost,
            sum(ltv_discounted * customer_count) filter (where spend > 0) / nullif(sum(spend), 0)
                as ltv_to_cac,
            median(payback_months) as payback_months
        from marts.ltv_by_acquisition
        group by acquisition_channel
        order by spend desc, customer_count desc, acquisition_channel
        limit $channels
        """,
        channels=MAX_CHANNELS,
    )
    for row in rows:
        row["name"] = word(row["acquisition_channel"])
        row["_colour"] = charts.channel_colour(row["acquisition_channel"])
    return Table(
        key="ltv_to_cac",
        title=label("value.acquisition"),
        note=label("value.acquisition_note"),
        columns=(
            Column("name", label("col.channel")),
            Column("customer_count", label("col.buyers"), "count"),
            Column("acquisition_cost", label("col.cac"), "money"),
            Column("ltv_discounted", label("col.ltv"), "money"),
            Column("ltv_to_cac", label("col.ltv_to_cac"), "points", bar=True),
            Column("payback_months", label("col.payback"), "points"),
        ),
        rows=rows,
        wide=True,
        empty=label("page.no_data_source", source=label("source.orders")),
    )


def _rfm_map(context: Context) -> Chart:
    columns = (
        Column("r_score", label("col.r_score"), "count"),
        Column("fm_score", label("col.fm_score"), "count"),
        Column("customer_count", label("col.customers"), "count"),
        Column("net_sales", label("col.net_sales"), "money"),
    )
    rows = context.marts.rows(
        """
        select r_score, (f_score + m_score + 1) // 2 as fm_score, count(*) as customer_count,
            sum(monetary) as net_sales
        from marts.customer_segments
        group by all
        order by all
        """
    )
    most = max((row["customer_count"] for row in rows), default=1)

    def build(language: str) -> alt.LayerChart:
        axis = alt.Axis(labelAngle=0, ticks=False, domain=False)
        base = alt.Chart(alt.NamedData("rows")).encode(
            x=alt.X(
                field="r_score", type="ordinal", title=label("col.r_score").of(language), axis=axis
            ),
            y=alt.Y(
                field="fm_score",
                type="ordinal",
                sort="descending",
                title=label("col.fm_score").of(language),
                axis=axis,
            ),
            tooltip=charts.tooltip(columns, language, context.currency),
        )
        shade = alt.Opacity(
            field="customer_count",
            type="quantitative",
            scale=alt.Scale(domain=[0, most], range=[0.06, 0.6]),
            legend=None,
        )
        return alt.layer(
            base.mark_rect(color=charts.ACCENT).encode(opacity=shade),
            base.mark_text(color=charts.INK, fontSize=12).encode(
                text=alt.Text(field="customer_count", type="quantitative", format=",.0f")
            ),
        )

    return Chart(
        key="rfm_map",
        title=label("value.rfm_map"),
        note=label("value.rfm_map_note"),
        rows=rows,
        build=build,
        columns=columns,
        empty=label("page.no_data_source", source=label("source.orders")),
    )


def _segments(context: Context) -> Table:
    rows = context.marts.rows(
        """
        select rfm_segment, count(*) as customer_count, sum(monetary) as net_sales,
            sum(monetary) / nullif(sum(sum(monetary)) over (), 0) as share
        from marts.customer_segments
        group by rfm_segment
        order by net_sales desc, rfm_segment
        """
    )
    for row in rows:
        row["name"] = word(row["rfm_segment"])
    return Table(
        key="rfm_segments",
        title=label("value.segments"),
        note=label("value.segments_note"),
        columns=(
            Column("name", label("col.segment")),
            Column("customer_count", label("col.customers"), "count", bar=True),
            Column("net_sales", label("col.net_sales"), "money"),
            Column("share", label("col.share"), "rate"),
        ),
        rows=rows,
        empty=label("page.no_data_source", source=label("source.orders")),
    )


def _components(context: Context) -> Table:
    totals = context.marts.rows(
        """
        select mapping, sum(clv) as clv, sum(crv) as crv, sum(civ) as civ, sum(ckv) as ckv,
            sum(cev_gross) as gross, sum(cev_gross) - sum(cev_allocated) as overlap,
            sum(cev_allocated) as allocated
        from marts.customer_cev
        group by mapping
        order by mapping
        """
    )
    parts = ("clv", "crv", "civ", "ckv", "gross", "overlap", "allocated")
    rows = [
        {"name": label(f"cev.{part}")} | {total["mapping"]: total[part] for total in totals}
        for part in parts
        if totals
    ]
    return Table(
        key="cev_components",
        title=label("value.cev"),
        note=label("value.cev_note"),
        columns=(
            Column("name", label("col.component")),
            *(Column(total["mapping"], word(total["mapping"]), "money") for total in totals),
        ),
        rows=rows,
        empty=label("page.no_data_source", source=label("source.orders")),
    )


def _advocates(context: Context) -> Table:
    rows = context.marts.rows(
        """
        select credited_customer_id as customer_id,
            coalesce(sum(amount) filter (where driver like 'referral%'), 0) as referred,
            count(distinct source_customer_id) filter (where driver like 'referral%') as brought,
            coalesce(sum(amount) filter (where driver = 'influence_margin'), 0) as influenced,
            count(distinct source_customer_id) filter (where driver = 'influence_margin') as moved
        from marts.cev_ledger
        where driver like 'referral%' or driver = 'influence_margin'
        group by credited_customer_id
        order by referred + influenced desc, customer_id
        limit $people
        """,
        people=TOP_PEOPLE,
    )
    return Table(
        key="top_advocates",
        title=label("value.advocates"),
        note=label("value.advocates_note"),
        columns=(
            Column("customer_id", label("col.customer")),
            Column("referred", label("col.referral_value"), "money"),
            Column("brought", label("col.brought"), "count"),
            Column("influenced", label("col.influence_value"), "money"),
            Column("moved", label("col.moved"), "count"),
        ),
        rows=rows,
        empty=label("value.no_advocates"),
    )
