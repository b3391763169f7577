-- The companies whose people bought most.
select
    name,
    company_id,
    industry,
    customer_count,
    order_count,
    net_sales,
    margin
from marts.companies
where customer_count > 0
order by net_sales desc, company_id asc
limit $companies
