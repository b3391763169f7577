with

customer_months as (

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        count(*) as order_count,
        max(order_number) as last_order_number

    from {{ ref('orders') }}
    where is_counted and customer_id is not null
    group by customer_id, {{ month_of('business_date') }}

),

segmented as (

    {{ by_segment('customer_months') }}

),

variants as (

    select
        month,
        'ever_before' as variant,
        segment_type,
        segment_value,
        count(*) as customer_count,
        {{ count_where('last_order_number >= 2') }} as repeat_customer_count

    from segmented
    group by month, segment_type, segment_value

    union all

    select
        month,
        'within_period' as variant,
        segment_type,
        segment_value,
        count(*) as customer_count,
        {{ count_where('order_count >= 2') }} as repeat_customer_count

    from segmented
    group by month, segment_type, segment_value

),

completed as (

    select
        variants.*,
        {{ is_month_complete('variants.month') }} as is_complete

    from variants
    cross join {{ ref('as_of') }} as as_of

)

select
    month,
    variant,
    segment_type,
    segment_value,
    customer_count,
    repeat_customer_count,
    case when is_complete then {{ ratio('repeat_customer_count', 'customer_count') }} end as repeat_rate,
    is_complete

from completed
