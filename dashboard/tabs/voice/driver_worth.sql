-- What does one point more on an item go along with, all waves together?
select
    item,
    derived_importance,
    nps_per_point,
    net_sales_per_point,
    ci_low,
    ci_high,
    response_count,
    customer_count
from marts.driver_worth
order by net_sales_per_point desc nulls last, derived_importance desc nulls last, item asc
