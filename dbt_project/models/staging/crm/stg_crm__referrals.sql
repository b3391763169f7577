with

latest as (

    {{ latest_versions('crm', 'referrals') }}

)

select
    referral_id,
    referrer_record_id,
    referred_record_id,
    channel,
    invited_at,
    signed_up_at,
    first_order_id,
    reward_amount,
    currency,
    _loaded_at as loaded_at

from latest
