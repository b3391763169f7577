-- What customers of each channel cost and are worth. Cost and ratio look at quarters with spend only: customers won for
-- nothing would flatter them.
select
    acquisition_channel,
    sum(customer_count) as customer_count,
    sum(spend) as spend,
    sum(ltv_discounted * customer_count) / sum(customer_count) as ltv_discounted,
    sum(spend) / nullif(cast(sum(case when spend > 0 then customer_count end) as double), 0) as acquisition_cost,
    sum(case when spend > 0 then ltv_discounted * customer_count end)
    / nullif(cast(sum(spend) as double), 0) as ltv_to_cac,
    median(payback_months) as payback_months
from marts.ltv_by_acquisition
group by acquisition_channel
order by spend desc, customer_count desc, acquisition_channel asc
limit $channels
