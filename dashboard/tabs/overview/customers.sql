-- Customers known by the end of each month; the last row is everybody.
with seen as (
    select cast(date_trunc('month', timezone($zone, timezone('UTC', first_seen_at))) as date) as month
    from marts.customers
),

counted as (
    select
        month,
        count(*) as seen_count
    from seen
    group by month
)

select
    month,
    sum(seen_count) over (order by month nulls first) as value,
    coalesce(max(case when month = $last_month then seen_count end) over (), 0) as first_seen_count
from counted
order by month nulls first
