-- What do we sell in each quarter of the fiscal year, and how much of it on holidays and weekends?
--
-- One row per fiscal quarter and kind of day of counted orders. Any figure with a business date can be asked like this.
select
    calendar.fiscal_year,
    calendar.fiscal_quarter,
    case
        when calendar.is_holiday then 'holiday'
        when calendar.is_weekend then 'weekend'
        else 'other'
    end as kind_of_day,
    count(distinct calendar.calendar_date) as day_count,
    count(orders.order_id) as order_count,
    sum(orders.net_sales) as net_sales

from {{ ref('calendar') }} as calendar
inner join {{ ref('orders') }} as orders
    on calendar.calendar_date = orders.business_date
where orders.is_counted
group by
    calendar.fiscal_year,
    calendar.fiscal_quarter,
    case
        when calendar.is_holiday then 'holiday'
        when calendar.is_weekend then 'weekend'
        else 'other'
    end
order by calendar.fiscal_year asc, calendar.fiscal_quarter asc, kind_of_day asc
