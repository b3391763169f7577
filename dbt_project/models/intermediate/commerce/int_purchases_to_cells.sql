{#- From the finest cells to ever coarser ones: each takes up what was too little in the one before. -#}
{%- set levels = [
    ['category', 'region', 'age_band', 'weekday'], ['category', 'region', 'age_band'], ['category', 'region'],
    ['category']
] -%}
with

placed_0 as (

    select
        *,
        cast(null as integer) as depth

    from {{ ref('int_order_lines_to_people') }}

),

{% for level in levels %}
sizes_{{ loop.index }} as (

    select
        quarter,
        {{ level | join(', ') }}
    from placed_{{ loop.index0 }}
    where depth is null
    group by quarter, {{ level | join(', ') }}
    having count(distinct customer_id) >= {{ var('minimum_cell_size') }}

),

placed_{{ loop.index }} as (

    select
        purchases.order_id,
        purchases.customer_id,
        purchases.quarter,
        purchases.category,
        purchases.region,
        purchases.age_band,
        purchases.weekday,
        purchases.net_sales,
        coalesce(purchases.depth, case when sizes.quarter is not null then {{ loop.index }} end) as depth

    from placed_{{ loop.index0 }} as purchases
    left join sizes_{{ loop.index }} as sizes
        on
            purchases.quarter = sizes.quarter
            {%- for column in level %}
            and purchases.{{ column }} = sizes.{{ column }}
            {%- endfor %}

){{ ',' if not loop.last }}
{% endfor %},

shaped as (

    select
        order_id,
        customer_id,
        quarter,
        net_sales,
        case when depth is null then 'suppressed' else category end as category,
        case when depth <= 3 then region else 'other' end as region,
        case when depth <= 2 then age_band else 'other' end as age_band,
        case when depth = 1 then weekday else 0 end as weekday

    from placed_{{ levels | length }}

)

select
    order_id,
    customer_id,
    quarter,
    category,
    region,
    age_band,
    weekday,
    sum(net_sales) as net_sales

from shaped
group by order_id, customer_id, quarter, category, region, age_band, weekday
