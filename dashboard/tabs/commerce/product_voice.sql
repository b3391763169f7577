-- The $products products with most reviews of all time, the worst rated first, beside what came back of their sales.
with ranked as (
    select
        *,
        row_number() over (order by review_count desc, product_id asc) as place
    from marts.product_voice
    where period_type = 'all_time'
)

select
    coalesce(products.name, ranked.product_id) as product,
    ranked.product_id,
    ranked.review_count,
    ranked.mean_rating,
    ranked.negative_share,
    ranked.top_topic,
    ranked.refund_share
from ranked
left join marts.products as products on ranked.product_id = products.product_id
where ranked.place <= $products
order by ranked.mean_rating asc nulls last, ranked.product_id asc
