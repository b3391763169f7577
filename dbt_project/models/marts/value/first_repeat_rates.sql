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

segmented as (

    {{ by_segment('first_orders') }}

),

-- Who has not had the whole window yet would only pull the rate down.
judged as (

    select
        segmented.segment_type,
        segmented.segment_value,
        windows.window_days,
        {{ month_of('segmented.first_order_date') }} as cohort_month,
        {{ days_between('segmented.first_order_date', 'as_of.as_of_date') }} >= windows.window_days as has_matured,
        {{ days_between('segmented.first_order_date', 'segmented.second_order_date') }}
        <= windows.window_days as has_repeated

    from segmented
    cross join windows
    cross join {{ ref('as_of') }} as as_of

),

counted as (

    select
        cohort_month,
        window_days,
        segment_type,
        segment_value,
        count(*) as customer_count,
        {{ count_where('has_matured') }} as matured_customer_count,
        {{ count_where('has_matured and has_repeated') }} as repeated_customer_count

    from judged
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
