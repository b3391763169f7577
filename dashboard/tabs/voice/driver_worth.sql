-- What does one point more on an item go along with, all waves together?
select
    item,
    nps_per_point,
    net_sales_per_point,
    ci_low,
    ci_high
from marts.driver_worth
order by net_sales_per_point desc nulls last, derived_importance desc nulls last, item asc
