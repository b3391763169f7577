-- Does the score foretell what people do in the year after their first answer?
select
    nps_band,
    matured_customer_count,
    buying_share,
    ci_low,
    ci_high,
    net_sales_per_customer,
    referring_share
from marts.loyalty_behaviour
where period_type = 'all_time'
order by case nps_band when 'promoter' then 1 when 'passive' then 2 else 3 end
