-- Each customer with a running term when the month began: 1 with one at its end.
with terms as (
    select
        customer_id,
        started_at,
        coalesce(ended_at, timestamp '9999-12-31') as ended_at,
        timezone('UTC', timezone($zone, cast($month as timestamp))) as month_starts_at,
        least(
            timezone('UTC', timezone($zone, cast($month as timestamp) + interval 1 month)),
            $as_of + interval 1 microsecond
        ) as month_ends_at
    from marts.subscriptions
)

select
    customer_id,
    case when bool_or(ended_at >= month_ends_at) then 1 else 0 end as numerator,
    1 as denominator
from terms
where started_at < month_ends_at and ended_at >= month_starts_at
group by customer_id
having bool_or(started_at < month_starts_at)
order by customer_id
