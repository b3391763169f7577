select
    qualified.referral_id,
    qualified.referrer_customer_id,
    qualified.invitee_customer_id,
    qualified.order_id,
    case
        when qualified.left_out_reason is not null then qualified.left_out_reason
        when resolved.outcome != 'counted' then resolved.outcome
    end as left_out_reason,
    coalesce(resolved.outcome = 'counted', false) as is_counted,
    qualified.invited_at

from {{ ref('int_referrals_qualified') }} as qualified
left join {{ ref('int_referrals_resolved') }} as resolved
    on qualified.referral_id = resolved.referral_id
