{{ config(meta={'dagster': {'ref': {'name': 'churn'}}}) }}
-- Returns months that open with other customers than the month before closed with.
select
    following.month,
    following.plan,
    following.segment_type,
    following.segment_value,
    earlier.closing_customer_count,
    following.opening_customer_count

from {{ ref('churn') }} as earlier
inner join {{ ref('churn') }} as following
    on
        earlier.plan = following.plan
        and earlier.segment_type = following.segment_type
        and earlier.segment_value = following.segment_value
        and {{ add_months('earlier.month', 1) }} = following.month
where earlier.closing_customer_count != following.opening_customer_count
