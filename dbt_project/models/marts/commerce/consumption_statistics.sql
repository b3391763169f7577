with

purchases as (

    select *
    from {{ ref('int_purchases_to_cells') }}

),

cells as (

    select
        quarter,
        category,
        region,
        age_band,
        weekday,
        count(distinct customer_id) as customer_count

    from purchases
    group by quarter, category, region, age_band, weekday

),

-- What is left out of every cell could be had by subtraction from a total where it speaks of too few: then the least
-- cell that could be shown is left out with it.
least_cells as (

    select
        cells.quarter,
        cells.category,
        cells.region,
        cells.age_band,
        cells.weekday,
        row_number() over (
            partition by cells.quarter
            order by cells.customer_count, cells.category, cells.region, cells.age_band, cells.weekday
        ) as place

    from cells
    inner join cells as left_out
        on cells.quarter = left_out.quarter
    where
        cells.category != 'suppressed'
        and left_out.category = 'suppressed'
        and left_out.customer_count < {{ var('minimum_cell_size') }}

),

judged as (

    select
        purchases.*,
        purchases.category = 'suppressed' or least_cells.quarter is not null as is_suppressed

    from purchases
    left join least_cells
        on
            purchases.quarter = least_cells.quarter
            and purchases.category = least_cells.category
            and purchases.region = least_cells.region
            and purchases.age_band = least_cells.age_band
            and purchases.weekday = least_cells.weekday
            and least_cells.place = 1

),

shown as (

    select
        order_id,
        customer_id,
        quarter,
        net_sales,
        case when is_suppressed then 'suppressed' else category end as category,
        case when is_suppressed then 'other' else region end as region,
        case when is_suppressed then 'other' else age_band end as age_band,
        case when is_suppressed then 0 else weekday end as weekday

    from judged

),

counted as (

    select
        quarter,
        category,
        region,
        age_band,
        weekday,
        count(distinct customer_id) as customer_count,
        count(distinct order_id) as order_count,
        sum(net_sales) as net_sales,
        count(distinct customer_id) >= {{ var('minimum_cell_size') }} as is_told

    from shown
    group by quarter, category, region, age_band, weekday

)

select
    quarter,
    category,
    region,
    age_band,
    weekday,
    case when is_told then customer_count end as customer_count,
    case when is_told then order_count end as order_count,
    case when is_told then {{ money('net_sales') }} end as net_sales

from counted
