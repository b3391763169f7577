with

latest as (

    {{ latest_versions('commerce', 'refunds') }}

)

select
    refund_id,
    order_id,
    line_no,
    amount,
    quantity,
    customer_record_id,
    currency,
    channel,
    reason,
    refunded_at,
    _loaded_at as loaded_at

from latest
