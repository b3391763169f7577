with

first_orders as (

    select
        customer_id,
        max(case when order_number = 1 then business_date end) as first_order_date,
        max(case when order_number = 2 then business_date end) as second_order_date

    from {{ ref('orders') }}
    where order_number <= 2 and customer_id is not null
    group by customer_id

),

windows as (

    select *
    from (
        values (30), (60), (90), (180), (365)
    ) as windows (window_days)

),

cells as (

    select
        customer_id,
        cell_customer_id

    from {{ ref('int_customers_to_segment_cells') }}

),

-- Who has not had the whole window yet would only pull the rate down.
judged as (

    select
        cells.cell_customer_id as customer_id,
        windows.window_days,
        {{ month_of('first_orders.first_order_date') }} as cohort_month,
        {{ days_between('first_orders.first_order_date', 'as_of.as_of_date') }}
        >= windows.window_days as has_matured,
        {{ days_between('first_orders.first_order_date', 'first_orders.second_order_date') }}
        <= windows.window_days as has_repeated

    from first_orders
    cross join windows
    cross join {{ ref('as_of') }} as as_of
    left join cells
        on first_orders.customer_id = cells.customer_id

),

-- Counted by cell first: few rows are then split by segment.
cell_cohorts as (

    select
        customer_id,
        cohort_month,
        window_days,
        count(*) as customer_count,
        {{ count_where('has_matured') }} as matured_customer_count,
        {{ count_where('has_matured and has_repeated') }} as repeated_customer_count

    from judged
    group by customer_id, cohort_month, window_days

),

segmented as (

    {{ by_segment('cell_cohorts') }}

),

counted as (

    select
        cohort_month,
        window_days,
        segment_type,
        segment_value,
        {{ whole_sum('customer_count') }} as customer_count,
        {{ whole_sum('matured_customer_count') }} as matured_customer_count,
        {{ whole_sum('repeated_customer_count') }} as repeated_customer_count

    from segmented
    group by cohort_month, window_days, segment_type, segment_value

)

select
    cohort_month,
    window_days,
    segment_type,
    segment_value,
    customer_count,
    matured_customer_count,
    repeated_customer_count,
    {{ ratio('repeated_customer_count', 'matured_customer_count') }} as first_repeat_rate

from counted
