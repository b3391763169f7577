-- What did the days without stock cost, by month?
select
    month,
    sum(lost_sales) as lost_sales,
    sum(stock_out_day_count) as stock_out_day_count,
    sum(stock_out_day_count) / cast(sum(tracked_day_count) as double) as out_share
from marts.stock_outs
group by month
order by month asc
