-- What to recommend, and because of what.
select
    recommendations.customer_id,
    recommendations.rank,
    coalesce(products.name, recommendations.product_id) as product,
    recommendations.reason,
    coalesce(reasons.name, recommendations.because_of_product_id) as because_of
from marts.recommendations
left join marts.products
    on recommendations.product_id = products.product_id
left join marts.products as reasons
    on recommendations.because_of_product_id = reasons.product_id
where recommendations.customer_id in (select unnest($customers))
order by recommendations.customer_id, recommendations.rank
