-- Who subscribes to what, for how much a month, and until when?
select
    subscription._row,
    subscription._deleted,
    subscription._synced_at as _loaded_at,
    case
        when not subscription.livemode then 'of the test mode'
        when subscription.status in ('incomplete', 'incomplete_expired') then 'it never began'
        when amounts.monthly_amount is null and not subscription._deleted
            then 'no amount is known: no item, or one without price or quantity'
    end as left_out,
    subscription.id as subscription_id,
    1 as term_no,
    subscription.customer_id as customer_record_id,
    amounts.plan,
    amounts.currency,
    amounts.monthly_amount,
    coalesce(subscription.start_date, subscription.created) as started_at,
    case when subscription.status = 'canceled' then subscription.ended_at end as cancelled_at,
    case when subscription.status = 'canceled' then subscription.cancel_reason end as cancel_reason,
    case
        when subscription.status = 'canceled' and subscription.cancelled_by is not null
            then subscription.cancelled_by <> 'payment_failed'
    end as is_voluntary_cancel
from src.subscription as subscription
left join src.amounts as amounts on subscription.id = amounts.subscription_id
