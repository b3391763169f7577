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

cells as (

    select
        customer_id,
        cell_customer_id

    from {{ ref('int_customers_to_segment_cells') }}

),

-- Counted by cell first: few rows are then split by segment.
cell_months as (

    select
        cells.cell_customer_id as customer_id,
        customer_months.month,
        count(*) as customer_count,
        {{ count_where('customer_months.last_order_number >= 2') }} as repeat_customer_count,
        {{ count_where('customer_months.order_count >= 2') }} as twice_customer_count

    from customer_months
    left join cells
        on customer_months.customer_id = cells.customer_id
    group by cells.cell_customer_id, customer_months.month

),

segmented as (

    {{ by_segment('cell_months') }}

),

variants as (

    select
        month,
        'ever_before' as variant,
        segment_type,
        segment_value,
        {{ whole_sum('customer_count') }} as customer_count,
        {{ whole_sum('repeat_customer_count') }} as repeat_customer_count

    from segmented
    group by month, segment_type, segment_value

    union all

    select
        month,
        'within_period' as variant,
        segment_type,
        segment_value,
        {{ whole_sum('customer_count') }} as customer_count,
        {{ whole_sum('twice_customer_count') }} as repeat_customer_count

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
