with

latest as (

    {{ latest_versions('commerce', 'subscriptions') }}

)

select
    subscription_id,
    term_no,
    customer_record_id,
    plan,
    currency,
    monthly_amount,
    monthly_cost,
    started_at,
    ends_at,
    cancelled_at,
    cancel_reason,
    is_voluntary_cancel,
    _changed_at as updated_at,
    _loaded_at as loaded_at

from latest
