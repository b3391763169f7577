with

-- Doubles add up differently in another order of rows, decimals do not.
customers as (

    select
        customer_id,
        'ltv_discounted' as metric,
        cast(ltv_discounted as decimal(38, 9)) as amount,
        1 as customer_count
    from {{ ref('customer_ltv') }}
    where ltv_discounted is not null

    union all

    select
        customer_id,
        'cev_total' as metric,
        cev_allocated as amount,
        cast(null as integer) as customer_count
    from {{ ref('customer_cev') }}
    where mapping = 'kumar2010'

),

segmented as (

    {{ by_segment('customers') }}

),

totals as (

    select
        metric,
        segment_type,
        segment_value,
        sum(amount) as amount,
        sum(customer_count) as customer_count

    from segmented
    group by metric, segment_type, segment_value

)

-- What is expected of the future is known as of now only.
select
    totals.metric,
    as_of.as_of_month as month,
    totals.segment_type,
    totals.segment_value,
    cast(totals.amount as {{ type_double() }}) as numerator,
    cast(totals.customer_count as {{ type_double() }}) as denominator

from totals
cross join {{ ref('as_of') }} as as_of
