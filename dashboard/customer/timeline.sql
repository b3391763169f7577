-- What happened with the customer lately: every contact, and what was done about an item.
with touches as (
    select
        customer_id,
        occurred_at,
        touchpoint_id as key,
        touch_type as what,
        channel,
        null as topic,
        amount,
        sentiment
    from marts.customer_timeline
    where customer_id in (select unnest($customers))
    qualify row_number() over (partition by customer_id order by occurred_at desc, touchpoint_id desc) <= $events
),

decisions as (
    select
        customer_id,
        done_at as occurred_at,
        rule as key,
        'done' as what,
        null as channel,
        rule as topic,
        null as amount,
        null as sentiment
    from marts.action_items
    where state = 'done' and done_at is not null and customer_id in (select unnest($customers))
),

everything as (
    select * from touches
    union all
    select * from decisions
)

select
    *,
    timezone($zone, timezone('UTC', occurred_at)) as moment
from everything
qualify row_number() over (partition by customer_id order by occurred_at desc, key desc) <= $events
order by customer_id asc, occurred_at desc, key desc
