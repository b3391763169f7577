with

orders as (

    select
        order_id,
        net_sales

    from {{ ref('orders') }}
    where is_counted

),

paths as (

    select
        order_id,
        visitor_number,
        {{ joined_texts('channel', ' > ', 'touch_number') }} as path,
        count(*) as step_count

    from {{ ref('int_touches_to_paths') }}
    group by order_id, visitor_number

)

select
    paths.path,
    -- Channel names are free: two paths of another length may read alike.
    max(paths.step_count) as step_count,
    -- An order of nobody we know is a person of its own.
    count(distinct paths.visitor_number)
    + {{ count_where('paths.visitor_number is null') }} as person_count,
    count(paths.order_id) as conversion_count,
    {{ money('coalesce(sum(orders.net_sales), 0)') }} as net_sales,
    {{ ratio('count(paths.order_id)', 'count(*)') }} as conversion_rate

from paths
left join orders
    on paths.order_id = orders.order_id
group by paths.path
