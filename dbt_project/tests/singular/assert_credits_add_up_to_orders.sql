{{ config(meta={'dagster': {'ref': {'name': 'channel_attribution'}}}) }}
-- Returns months and models whose credits differ from the counted orders, their net sales or their margin by more than
-- the last digit of money. Credits are doubles, of which a month above 10^11 has no such digit left: there, more than a
-- few of a double's own roundings.
with

booked as (

    select
        {{ month_of('business_date') }} as month,
        count(*) as order_count,
        sum(net_sales) as net_sales,
        coalesce(sum(margin), 0) as margin

    from {{ ref('orders') }}
    where is_counted
    group by {{ month_of('business_date') }}

),

models as (

    select model
    from (values {% for model in attribution_models() %}('{{ model }}'){{ ', ' if not loop.last }}{% endfor %}) as listed (model)

),

credited as (

    select
        month,
        model,
        sum(cast(conversion_credit as decimal(38, 12))) as order_count,
        sum(cast(net_sales_credit as decimal(38, 10))) as net_sales,
        sum(cast(margin_credit as decimal(38, 10))) as margin

    from {{ ref('channel_attribution') }}
    group by month, model

)

select
    coalesce(booked.month, credited.month) as month,
    coalesce(models.model, credited.model) as model,
    booked.order_count,
    credited.order_count as credited_order_count,
    booked.net_sales,
    credited.net_sales as credited_net_sales,
    booked.margin,
    credited.margin as credited_margin

from booked
cross join models
full outer join credited
    on
        booked.month = credited.month
        and models.model = credited.model
where
    abs(coalesce(booked.order_count, 0) - coalesce(credited.order_count, 0)) > 0.000001
    or abs(coalesce(booked.net_sales, 0) - coalesce(credited.net_sales, 0))
    > greatest(0.0001, cast(abs(coalesce(booked.net_sales, 0)) as {{ type_double() }}) * 1e-15)
    or abs(coalesce(booked.margin, 0) - coalesce(credited.margin, 0))
    > greatest(
        0.0001,
        cast(abs(coalesce(booked.net_sales, 0)) + abs(coalesce(booked.margin, 0)) as {{ type_double() }}) * 1e-15
    )
