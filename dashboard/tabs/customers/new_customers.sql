-- Customers by the month in which they were first seen.
with seen as (
    select cast(date_trunc('month', timezone($zone, timezone('UTC', first_seen_at))) as date) as month
    from marts.customers
    where first_seen_at is not null
)

select
    month,
    count(*) as newcomer_count
from seen
group by month
order by month
