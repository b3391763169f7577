with

referrals as (

    select
        counted.referral_id,
        counted.referrer_customer_id,
        counted.invitee_customer_id,
        counted.invited_at,
        counted.left_out_reason,
        counted.is_counted,
        sent.referred_record_id is not null as is_signed_up,
        {{ month_of(business_date('counted.invited_at')) }} as month,
        counted.invited_at + interval '{{ var("referral_window_days") }} days' <= as_of.as_of_at as is_matured

    from {{ ref('int_referrals_counted') }} as counted
    inner join {{ ref('stg_crm__referrals') }} as sent
        on counted.referral_id = sent.referral_id
    cross join {{ ref('as_of') }} as as_of
    where {{ happened_by_as_of('sent.invited_at') }}

),

-- Two customers who share a device, a mailbox or a phone may be one person with two accounts.
sharing as (

    select distinct referrals.referral_id
    from referrals
    inner join {{ ref('customer_identities') }} as own
        on referrals.referrer_customer_id = own.customer_id
    inner join {{ ref('customer_identities') }} as others
        on
            referrals.invitee_customer_id = others.customer_id
            and own.identifier_type = others.identifier_type
            and own.identifier_hash = others.identifier_hash

),

known_before as (

    select referrals.referral_id
    from referrals
    inner join {{ ref('int_customers_described') }} as invitees
        on
            referrals.invitee_customer_id = invitees.customer_id
            and referrals.invited_at > invitees.first_seen_at

),

rewards as (

    select
        referral_id,
        reward

    from {{ ref('int_referrals_credited') }}

),

bought as (

    select
        customer_id,
        sum(net_sales) as net_sales

    from {{ ref('orders') }}
    where is_counted and customer_id is not null
    group by customer_id

),

totals as (

    select
        referrals.month,
        count(*) as invited_count,
        count(distinct referrals.referrer_customer_id) as inviting_customer_count,
        {{ count_where('referrals.is_signed_up') }} as signed_up_count,
        {{ count_where('referrals.is_counted') }} as ordering_count,
        {{ count_where('referrals.is_matured') }} as matured_invited_count,
        {{ count_where('referrals.is_matured and referrals.is_counted') }} as matured_ordering_count,
        sum(coalesce(rewards.reward, 0)) as reward_total,
        sum(case when referrals.is_counted then coalesce(bought.net_sales, 0) else 0 end) as net_sales_of_invitees,
        {{ count_where(
            "coalesce(referrals.left_out_reason = 'self', false) or sharing.referral_id is not null "
            ~ "or known_before.referral_id is not null"
        ) }} as suspicious_count

    from referrals
    left join sharing
        on referrals.referral_id = sharing.referral_id
    left join known_before
        on referrals.referral_id = known_before.referral_id
    left join rewards
        on referrals.referral_id = rewards.referral_id
    left join bought
        on referrals.invitee_customer_id = bought.customer_id
    group by referrals.month

),

active_customers as (

    select
        month,
        count(*) as customer_count

    from {{ ref('int_customers_to_active_months') }}
    group by month

)

select
    totals.month,
    totals.invited_count,
    totals.inviting_customer_count,
    totals.signed_up_count,
    totals.ordering_count,
    totals.matured_invited_count,
    totals.matured_ordering_count,
    {{ ratio('totals.matured_ordering_count', 'totals.matured_invited_count') }} as conversion_rate,
    coalesce(active_customers.customer_count, 0) as active_customer_count,
    {{ ratio('totals.invited_count', 'active_customers.customer_count') }}
    * {{ ratio('totals.matured_ordering_count', 'totals.matured_invited_count') }} as k_factor,
    {{ money('totals.reward_total') }} as reward_total,
    {{ money('totals.net_sales_of_invitees') }} as net_sales_of_invitees,
    totals.suspicious_count

from totals
left join active_customers
    on totals.month = active_customers.month
