-- Of the buyers of a complete month, those who had ordered before.
select
    month,
    repeat_rate as value,
    customer_count,
    repeat_customer_count,
    customer_count < 30 as is_uncertain
from marts.repeat_rates
where variant = 'ever_before' and segment_type = 'all' and is_complete
order by month
