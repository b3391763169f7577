-- Does a problem that we solve cost us the customer, compared with no problem at all?
--
-- One row per experience in the 30 days after a customer's first counted order: a solved problem, an unsolved one,
-- none. bought_again counts a second order within 180 days of the first; only first orders at least that old are
-- looked at.
with

first_orders as (

    select
        orders.customer_id,
        orders.ordered_at

    from {{ ref('orders') }} as orders
    cross join {{ ref('as_of') }} as present
    where
        orders.customer_id is not null
        and orders.is_first_order
        and orders.ordered_at <= present.as_of_at - interval '180' day

),

problems as (

    select
        first_orders.customer_id,
        min(case when issues.resolved_at is null then 0 else 1 end) as is_solved

    from first_orders
    inner join {{ ref('support_issues') }} as issues
        on
            first_orders.customer_id = issues.customer_id
            and first_orders.ordered_at <= issues.opened_at
            and issues.opened_at <= first_orders.ordered_at + interval '30' day
    where not issues.is_proactive
    group by first_orders.customer_id

),

second_orders as (

    select
        customer_id,
        ordered_at

    from {{ ref('orders') }}
    where
        is_counted
        and order_number = 2

),

judged as (

    select
        case
            when problems.is_solved = 1 then 'solved problem'
            when problems.is_solved = 0 then 'unsolved problem'
            else 'no problem'
        end as experience,
        case when second_orders.customer_id is not null then 1 else 0 end as has_bought_again

    from first_orders
    left join problems
        on first_orders.customer_id = problems.customer_id
    left join second_orders
        on
            first_orders.customer_id = second_orders.customer_id
            and second_orders.ordered_at <= first_orders.ordered_at + interval '180' day

)

select
    experience,
    count(*) as customer_count,
    sum(has_bought_again) as bought_again_count,
    cast(sum(has_bought_again) as double precision) / count(*) as bought_again_share

from judged
group by experience
order by bought_again_share desc, experience asc
