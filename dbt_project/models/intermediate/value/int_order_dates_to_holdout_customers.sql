with

order_dates as (

    select
        customer_id,
        business_date

    from {{ ref('int_orders_to_order_dates') }}

),

-- The first three quarters of the period teach the model, the last quarter tests it.
period as (

    select
        {{ add_days(
            'min(order_dates.business_date)',
            'cast(floor(' ~ days_between('min(order_dates.business_date)', 'max(as_of.as_of_date)') ~ ' * 0.75) as integer)'
        ) }} as calibration_end_date,
        max(as_of.as_of_date) as as_of_date

    from order_dates
    cross join {{ ref('as_of') }} as as_of

),

divided as (

    select
        order_dates.customer_id,
        min(order_dates.business_date) as first_order_date,
        max(
            case when order_dates.business_date <= period.calibration_end_date then order_dates.business_date end
        ) as last_order_date,
        {{ count_where('order_dates.business_date <= period.calibration_end_date') }} as order_date_count,
        {{ count_where('order_dates.business_date > period.calibration_end_date') }} as later_order_date_count,
        max(period.calibration_end_date) as calibration_end_date,
        max(period.as_of_date) as as_of_date

    from order_dates
    cross join period
    group by order_dates.customer_id

)

select
    customer_id,
    cast(order_date_count - 1 as integer) as frequency,
    {{ days_between('first_order_date', 'last_order_date') }} as recency_days,
    {{ days_between('first_order_date', 'calibration_end_date') }} as age_days,
    cast(later_order_date_count as integer) as later_order_date_count,
    {{ days_between('calibration_end_date', 'as_of_date') }} as holdout_days

from divided
where first_order_date <= calibration_end_date
