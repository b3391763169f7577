-- Each customer who sent a referral in the month (numerator), and each active customer (denominator).
select distinct
    customer_id,
    1 as numerator,
    0 as denominator
from marts.touchpoints
where
    customer_id is not null
    and touch_type = 'referral_sent'
    and date_trunc('month', business_date) = $month

union all

select
    customer_id,
    0 as numerator,
    1 as denominator
from marts.customer_history
where is_active and month = $month
order by customer_id, numerator
