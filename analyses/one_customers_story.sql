-- What has one customer gone through with us, contact by contact?
--
-- The customer with the most kinds of contact, as an example; put another customer_id into `chosen` for somebody else.
with

chosen as (

    select customer_id
    from {{ ref('customer_timeline') }}
    group by customer_id
    order by count(distinct touch_type) desc, count(*) desc, customer_id
    limit 1

)

select
    timeline.customer_id,
    timeline.occurred_at,
    timeline.touch_type,
    timeline.channel,
    timeline.journey_stage,
    timeline.summary,
    timeline.amount,
    cast(timeline.occurred_at as date) - cast(
        lag(timeline.occurred_at) over (order by timeline.occurred_at, timeline.touchpoint_id) as date
    ) as days_since_previous

from {{ ref('customer_timeline') }} as timeline
inner join chosen
    on timeline.customer_id = chosen.customer_id
order by timeline.occurred_at, timeline.touchpoint_id
