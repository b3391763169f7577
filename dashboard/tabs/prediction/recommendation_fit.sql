-- Of customers who bought something that could be recommended, how many bought what either method would have named?
select
    method,
    case when is_published then 'in_use' else 'not_in_use' end as state,
    hit_count,
    customer_count,
    hit_rate,
    ci_low,
    ci_high,
    mean_average_precision
from marts.recommendation_fit
order by method
