with

items as (

    select
        order_number,
        product_number,
        category_number

    from {{ ref('int_items_bought') }}
    where days_ago < {{ var('affinity_days') }}

),

-- Larger baskets are wholesale: they say nothing of what goes together.
baskets as (

    select order_number
    from items
    group by order_number
    having count(*) <= {{ var('affinity_max_products') }}

),

{%- for level in ['product', 'category'] %}

{{ level }}_items as (

    select distinct
        items.order_number,
        items.{{ level }}_number as item_number

    from items
    inner join baskets
        on items.order_number = baskets.order_number
    where items.{{ level }}_number is not null

),

{{ level }}_counts as (

    select
        item_number,
        count(*) as order_count

    from {{ level }}_items
    group by item_number

),

{{ level }}_pairs as (

    select
        items.item_number,
        others.item_number as other_number,
        count(*) as order_count

    from {{ level }}_items as items
    inner join {{ level }}_items as others
        on
            items.order_number = others.order_number
            and items.item_number < others.item_number
    group by items.item_number, others.item_number
    having count(*) >= {{ var('affinity_min_orders') }}

),

{{ level }}_totals as (

    select count(distinct order_number) as basket_count
    from {{ level }}_items

),
{%- endfor %}

paired as (

    {%- for level in ['product', 'category'] %}
    {{ 'union all' if not loop.first }}
    select
        '{{ level }}' as level,
        pairs.item_number,
        pairs.other_number,
        pairs.order_count,
        counts.order_count as item_order_count,
        other_counts.order_count as other_order_count,
        totals.basket_count

    from {{ level }}_pairs as pairs
    cross join {{ level }}_totals as totals
    inner join {{ level }}_counts as counts
        on pairs.item_number = counts.item_number
    inner join {{ level }}_counts as other_counts
        on pairs.other_number = other_counts.item_number
    {%- endfor %}

)

select
    level,
    item_number,
    other_number,
    order_count,
    item_order_count,
    other_order_count,
    basket_count

from paired
