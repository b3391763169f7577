-- Which products cost most by being out of stock in the last $months months?
select
    coalesce(products.name, stock_outs.product_id) as name,
    stock_outs.product_id,
    products.category,
    sum(stock_outs.stock_out_day_count) as stock_out_day_count,
    sum(stock_outs.stock_out_day_count) / cast(sum(stock_outs.tracked_day_count) as double) as out_share,
    sum(stock_outs.unestimated_day_count) as unestimated_day_count,
    sum(stock_outs.sold_units) as sold_units,
    sum(stock_outs.lost_units) as lost_units,
    sum(stock_outs.lost_sales) as lost_sales
from marts.stock_outs
left join marts.products
    on stock_outs.product_id = products.product_id
where stock_outs.month > $last_month - to_months(cast($months as integer))
group by stock_outs.product_id, products.name, products.category
having sum(stock_outs.stock_out_day_count) > 0
order by lost_sales desc nulls last, stock_out_day_count desc, stock_outs.product_id asc
limit $products
