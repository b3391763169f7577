-- Who subscribes to what, for how much a month, and until when?
with terms as (
    select
        *,
        coalesce(id, concat_ws('-', customer_id, plan)) as subscription_id
    from src.subscription
)

select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    subscription_id,
    coalesce(term, row_number() over (partition by subscription_id order by started_at, _row))
        as term_no,
    customer_id as customer_record_id,
    plan,
    upper(coalesce(currency, getvariable('currency'))) as currency,
    monthly_amount,
    started_at,
    ends_at,
    cancelled_at,
    cancel_reason
from terms
