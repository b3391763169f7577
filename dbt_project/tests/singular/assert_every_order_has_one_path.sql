{{ config(
    description="Paths lead to all counted orders and to nothing else; what goes into a channel comes out of it.",
    meta={'dagster': {'ref': {'name': 'journey_paths'}}}
) }}
-- Returns the totals where paths, steps and orders disagree, and channels that swallow or make visitors.
with

booked as (

    select
        count(*) as order_count,
        coalesce(sum(net_sales), 0) as net_sales

    from {{ ref('orders') }}
    where is_counted

),

walked as (

    select
        coalesce(sum(conversion_count), 0) as order_count,
        coalesce(sum(net_sales), 0) as net_sales

    from {{ ref('journey_paths') }}

),

flows as (

    select
        to_state as state,
        transition_count as entered_count,
        0 as left_count
    from {{ ref('journey_transitions') }}

    union all

    select
        from_state as state,
        0 as entered_count,
        transition_count as left_count
    from {{ ref('journey_transitions') }}

),

states as (

    select
        state,
        sum(entered_count) as entered_count,
        sum(left_count) as left_count

    from flows
    group by state

),

conversions as (

    select coalesce(sum(entered_count), 0) as order_count
    from states
    where state = '(conversion)'

)

select
    'orders of paths and of steps' as compared,
    booked.order_count as expected,
    walked.order_count as found
from booked
cross join walked
cross join conversions
where
    booked.order_count != walked.order_count
    or booked.order_count != conversions.order_count
    or booked.net_sales != walked.net_sales

union all

select
    'visitors through ' || state as compared,
    entered_count as expected,
    left_count as found
from states
where state not in ('(start)', '(conversion)', '(null)') and entered_count != left_count
