with

readings as (

    select
        product_id,
        date as business_date,
        on_hand_quantity > 0 as is_in_stock,
        {{ days_between("cast('1970-01-01' as date)", 'date') }} as day_number

    from {{ ref('stg_commerce__inventory_daily') }}
    where {{ dated_by_as_of('date') }}

),

-- What came back is no demand, nor its opposite.
demand as (

    select
        product_id,
        business_date,
        sum(quantity) as sold_units,
        sum(net_sales) as net_sales

    from {{ ref('order_lines') }}
    where is_counted and quantity > 0 and product_id is not null
    group by product_id, business_date

),

days as (

    select
        readings.*,
        coalesce(demand.sold_units, 0) as sold_units,
        case when readings.is_in_stock then 1 else 0 end as base_days,
        case when readings.is_in_stock then coalesce(demand.sold_units, 0) else 0 end as base_units,
        case when readings.is_in_stock then coalesce(demand.net_sales, 0) else 0 end as base_sales

    from readings
    left join demand
        on
            readings.product_id = demand.product_id
            and readings.business_date = demand.business_date

),

-- The days with stock before each: what a day without stock would have sold is judged by them.
compared as (

    select
        product_id,
        business_date,
        is_in_stock,
        {%- for measure in ['days', 'units', 'sales'] %}
        coalesce(sum(base_{{ measure }}) over lookback, 0) as base_{{ measure }},
        {%- endfor %}
        sold_units

    from days
    window lookback as (
        partition by product_id order by day_number
        range between {{ var('stock_lookback_days') }} preceding and 1 preceding
    )

),

expected as (

    select
        product_id,
        business_date,
        is_in_stock,
        base_units,
        base_sales,
        case
            when not is_in_stock and base_days >= {{ var('stock_min_days') }}
                then greatest({{ ratio('base_units', 'base_days') }} - cast(sold_units as {{ type_double() }}), 0)
        end as lost_units

    from compared

)

select
    product_id,
    business_date,
    is_in_stock,
    lost_units,
    case
        when lost_units is not null
            then coalesce(lost_units * {{ ratio('base_sales', 'base_units') }}, 0)
    end as lost_sales

from expected
