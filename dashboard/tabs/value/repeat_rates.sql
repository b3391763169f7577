-- Repeat rates of complete months, both variants.
select
    month,
    variant,
    repeat_rate,
    repeat_customer_count,
    customer_count
from marts.repeat_rates
where segment_type = 'all' and is_complete
order by variant, month
