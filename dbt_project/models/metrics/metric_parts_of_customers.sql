with

arrivals as (

    select
        customer_id,
        {{ month_of(business_date('first_seen_at')) }} as month

    from {{ ref('customers') }}

),

segmented as (

    {{ by_segment('arrivals') }}

),

counted as (

    select
        month,
        segment_type,
        segment_value,
        count(*) as customer_count

    from segmented
    group by month, segment_type, segment_value

),

months as (

    select {{ add_months('as_of.as_of_month', '-cast(numbers.months_ago as integer)') }} as month
    from {{ ref('as_of') }} as as_of
    {{ numbers_to_rows('0', var('history_months'), 'numbers', 'months_ago') }}

)

select
    'customer_count' as metric,
    months.month,
    counted.segment_type,
    counted.segment_value,
    cast(sum(counted.customer_count) as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator

from months
inner join counted
    on months.month >= counted.month
group by months.month, counted.segment_type, counted.segment_value
