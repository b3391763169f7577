with

groups as (

    select
        groups.measure_number,
        groups.customer_number,
        groups.variant,
        groups.starts_at,
        measures.period_end,
        measures.goal_event,
        -- As long before as their own window is.
        groups.starts_at - (measures.period_end - groups.starts_at) as compared_from

    from {{ ref('int_customers_to_groups') }} as groups
    inner join {{ ref('int_measures_dated') }} as measures
        on groups.measure_number = measures.measure_number
    where groups.variant is not null

),

orders as (

    select
        customers.customer_number,
        orders.ordered_at,
        orders.net_sales

    from {{ ref('orders') }} as orders
    inner join {{ ref('id_customers_numbered') }} as customers
        on orders.customer_id = customers.customer_id
    where orders.is_counted

),

goals as (

    select distinct
        customers.customer_number,
        visits.event_name,
        visits.occurred_at

    from {{ ref('int_events_sessionized') }} as visits
    inner join {{ ref('sessions') }} as sessions
        on visits.session_id = sessions.session_id
    inner join {{ ref('id_customers_numbered') }} as customers
        on sessions.customer_id = customers.customer_id
    where
        visits.event_name in (select measures.goal_event from {{ ref('int_measures_dated') }} as measures)
        and {{ happened_by_as_of('visits.occurred_at') }}

),

outcomes as (

    select
        groups.measure_number,
        groups.customer_number,
        groups.variant,
        case when orders.ordered_at >= groups.starts_at then orders.net_sales else 0 end as net_sales,
        case when orders.ordered_at < groups.starts_at then orders.net_sales else 0 end as net_sales_before,
        orders.ordered_at >= groups.starts_at and groups.goal_event is null as is_converted

    from orders
    inner join groups
        on
            orders.customer_number = groups.customer_number
            and orders.ordered_at >= groups.compared_from
            and orders.ordered_at <= groups.period_end

    union all

    select
        groups.measure_number,
        groups.customer_number,
        groups.variant,
        0 as net_sales,
        0 as net_sales_before,
        true as is_converted

    from goals
    inner join groups
        on
            goals.customer_number = groups.customer_number
            and goals.event_name = groups.goal_event
            and goals.occurred_at >= groups.starts_at
            and goals.occurred_at <= groups.period_end

)

-- Only who did something: everybody else of the groups has 0 of everything.
select
    measure_number,
    customer_number,
    variant,
    {{ money('sum(net_sales)') }} as net_sales,
    {{ money('sum(net_sales_before)') }} as net_sales_before,
    max(case when is_converted then 1 else 0 end) = 1 as is_converted

from outcomes
group by measure_number, customer_number, variant
