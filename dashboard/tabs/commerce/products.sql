-- The products that sold most, all counted orders together.
select
    coalesce(name, product_id) as name,
    product_id,
    category,
    brand,
    sold_quantity,
    net_sales,
    margin,
    last_sold_date
from marts.products
where first_sold_date is not null
order by net_sales desc, product_id asc
limit $products
