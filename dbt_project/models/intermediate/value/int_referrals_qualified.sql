with

referrals as (

    select
        referral_id,
        referrer_record_id,
        referred_record_id,
        invited_at

    from {{ ref('stg_crm__referrals') }}
    where {{ happened_by_as_of('invited_at') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}

),

first_orders as (

    select
        customer_id,
        order_id,
        ordered_at

    from {{ ref('orders') }}
    where is_first_order

),

joined as (

    select
        referrals.referral_id,
        referrals.invited_at,
        referrers.customer_id as referrer_customer_id,
        invitees.customer_id as invitee_customer_id,
        first_orders.order_id,
        first_orders.ordered_at

    from referrals
    left join records as referrers
        on referrals.referrer_record_id = referrers.record_id
    left join records as invitees
        on referrals.referred_record_id = invitees.record_id
    left join first_orders
        on invitees.customer_id = first_orders.customer_id

)

select
    referral_id,
    referrer_customer_id,
    invitee_customer_id,
    order_id,
    case
        when referrer_customer_id is null then 'no_referrer'
        when invitee_customer_id is null then 'not_signed_up'
        when referrer_customer_id = invitee_customer_id then 'self'
        when ordered_at is null then 'no_order'
        when ordered_at < invited_at then 'ordered_before'
        when ordered_at > invited_at + interval '{{ var("referral_window_days") }} days' then 'ordered_too_late'
    end as left_out_reason,
    invited_at

from joined
