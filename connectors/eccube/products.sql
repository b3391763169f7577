-- Products of the export, and of order lines those that it does not have.
with newest as (
    select
        id,
        arg_max(
            _origin,
            (
                list_transform(
                    regexp_extract_all(_origin, '[0-9]+'), lambda x: try_cast(x as hugeint)
                ),
                _origin
            )
        ) as _origin
    from src.product
    group by id
),

listed as (
    select
        product.id,
        arg_min(name, _row) as name,
        arg_min(category, _row) as category,
        arg_min(price, _row) as price,
        arg_min(cost, _row) as cost
    from src.product as product
    inner join newest on product.id = newest.id and product._origin = newest._origin
    group by product.id
),

sold as (
    select
        product_id as id,
        max_by(product_name, _row) as name,
        max_by(price, _row) as price
    from src.exported
    where older is null and line_kind = '商品' and product_id is not null
    group by product_id
)

select
    row_number() over (order by coalesce(listed.id, sold.id)) as _row,
    coalesce(listed.id, sold.id) as id,
    coalesce(listed.name, sold.name) as name,
    listed.category,
    coalesce(listed.price, sold.price) as price,
    listed.cost
from listed
full join sold on listed.id = sold.id
