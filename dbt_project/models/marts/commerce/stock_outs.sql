with

readings as (

    select
        {{ month_of('business_date') }} as month,
        product_id,
        count(*) as tracked_day_count,
        {{ count_where('not is_in_stock') }} as stock_out_day_count,
        {{ count_where('not is_in_stock and lost_units is null') }} as unestimated_day_count,
        sum(lost_units) as lost_units,
        -- As decimals, so that the sum knows no order and what lies half-way between two digits stays there: a day's
        -- fraction leaves nothing behind the 8th.
        cast(sum({{ double_to_decimal('lost_sales', 38, 10) }}) as decimal(38, 8)) as lost_sales

    from {{ ref('int_stock_to_demand') }}
    group by {{ month_of('business_date') }}, product_id

),

-- Days without a reading sell as well.
sales as (

    select
        {{ month_of('business_date') }} as month,
        product_id,
        sum(quantity) as sold_units,
        sum(net_sales) as net_sales

    from {{ ref('order_lines') }}
    where is_counted and quantity > 0 and product_id is not null
    group by {{ month_of('business_date') }}, product_id

),

judged as (

    select
        readings.*,
        coalesce(sales.sold_units, 0) as sold_units,
        coalesce(sales.net_sales, 0) as net_sales,
        {{ is_month_complete('readings.month') }} as is_complete

    from readings
    cross join {{ ref('as_of') }} as as_of
    left join sales
        on
            readings.month = sales.month
            and readings.product_id = sales.product_id

)

select
    month,
    product_id,
    tracked_day_count,
    stock_out_day_count,
    unestimated_day_count,
    case when is_complete then {{ ratio('stock_out_day_count', 'tracked_day_count') }} end as stock_out_rate,
    cast(sold_units as decimal(18, 4)) as sold_units,
    {{ money('net_sales') }} as net_sales,
    -- Nothing was lost where nothing was missing; where days are missing and none could be judged, nobody knows.
    case when stock_out_day_count = 0 then 0 else lost_units end as lost_units,
    {{ money('case when stock_out_day_count = 0 then 0 else lost_sales end') }} as lost_sales,
    is_complete

from judged
