-- What waits for somebody: deals that stand too long, and terms that end within 90 days.
with deals as (
    select
        count(*) as overdue_count,
        coalesce(sum(amount), 0) as overdue_amount
    from marts.leads
    where is_overdue
),

terms as (
    select count(*) as due_count
    from marts.customer_360
    where next_renewal_date <= cast(timezone($zone, timezone('UTC', $as_of)) as date) + 90
)

select
    deals.overdue_count,
    deals.overdue_amount,
    terms.due_count,
    cast($lead_window_days as integer) as lead_window_days,
    cast($currency as varchar) as currency
from deals
cross join terms
