-- Customers with a counted order in the month.
select
    month,
    customer_count as value
from marts.repeat_rates
where variant = 'ever_before' and segment_type = 'all'
order by month
