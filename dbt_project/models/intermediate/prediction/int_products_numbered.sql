-- Names in binary order become numbers in the same order, which are quick to pair and decide between equals alike.
select
    product_id,
    category,
    cast(row_number() over (order by product_id) as integer) as product_number,
    case
        when category is not null then cast(dense_rank() over (order by category nulls last) as integer)
    end as category_number

from (
    select
        product_id,
        max(category) as category
    from {{ ref('order_lines') }}
    where is_counted and product_id is not null
    group by product_id
) as products
