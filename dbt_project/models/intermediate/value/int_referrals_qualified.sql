with

referrals as (

    select
        referral_id,
        referrer_record_id,
        referred_record_id,
        reward_amount,
        currency,
        invited_at

    from {{ ref('stg_crm__referrals') }}
    where {{ happened_by_as_of('invited_at') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('int_records_resolved') }}
    where customer_id is not null

),

first_orders as (

    select
        customer_id,
        order_id,
        ordered_at,
        business_date

    from {{ ref('orders') }}
    where is_first_order

)

select
    referrals.referral_id,
    referrers.customer_id as referrer_id,
    invitees.customer_id as referred_id,
    referrals.invited_at,
    first_orders.ordered_at as first_ordered_at,
    first_orders.business_date as first_order_date,
    referrals.reward_amount,
    referrals.currency

from referrals
inner join records as referrers
    on referrals.referrer_record_id = referrers.record_id
inner join records as invitees
    on referrals.referred_record_id = invitees.record_id
inner join first_orders
    on invitees.customer_id = first_orders.customer_id
where
    referrers.customer_id != invitees.customer_id
    and first_orders.ordered_at >= referrals.invited_at
    and first_orders.ordered_at <= referrals.invited_at + interval '{{ var("referral_window_days") }} days'
