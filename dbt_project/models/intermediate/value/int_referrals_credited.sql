with

referrals as (

    select
        counted.referral_id,
        counted.referrer_customer_id as referrer_id,
        counted.invitee_customer_id as referred_id,
        counted.invited_at,
        orders.business_date as first_order_date,
        sent.reward_amount,
        coalesce(sent.currency, '{{ var("reporting_currency") }}') as currency,
        {{ month_of('orders.business_date') }} as first_order_month

    from {{ ref('int_referrals_counted') }} as counted
    inner join {{ ref('stg_crm__referrals') }} as sent
        on counted.referral_id = sent.referral_id
    inner join {{ ref('orders') }} as orders
        on counted.order_id = orders.order_id
    where counted.is_counted and {{ happened_by_as_of('sent.invited_at') }}

),

-- Who had been in touch before the invitation would have come anyway.
first_touches as (

    select
        customer_id,
        min(occurred_at) as first_touched_at

    from {{ ref('touchpoints') }}
    where customer_id is not null
    group by customer_id

),

margins as (

    select
        customer_id,
        shared_margin

    from {{ ref('int_margins_to_customers') }}

),

first_orders as (

    select
        {{ month_of('business_date') }} as month,
        count(*) as customer_count

    from {{ ref('orders') }}
    where is_first_order
    group by {{ month_of('business_date') }}

),

spend as (

    select
        month,
        sum(spend) as spend

    from {{ ref('int_ad_spend_converted') }}
    group by month

),

fx_rates as (

    select
        currency,
        rate,
        valid_from_month,
        valid_before_month

    from {{ ref('int_fx_rates_extended') }}

)

select
    referrals.referral_id,
    referrals.referrer_id,
    referrals.referred_id,
    referrals.first_order_date,
    coalesce(first_touches.first_touched_at < referrals.invited_at, false) as would_have_come,
    {{ money(in_reporting_currency('referrals.reward_amount')) }} as reward,
    case
        when coalesce(first_touches.first_touched_at < referrals.invited_at, false) then 0
        else {{ money('margins.shared_margin * cast(' ~ var('referral_share') ~ ' as decimal(8, 6))') }}
    end as margin_share,
    case
        when coalesce(first_touches.first_touched_at < referrals.invited_at, false)
            then {{ money_of_double(ratio('spend.spend', 'first_orders.customer_count')) }}
        else 0
    end as acquisition_saving

from referrals
left join first_touches
    on referrals.referred_id = first_touches.customer_id
left join margins
    on referrals.referred_id = margins.customer_id
left join first_orders
    on referrals.first_order_month = first_orders.month
left join spend
    on referrals.first_order_month = spend.month
left join fx_rates
    on
        referrals.currency = fx_rates.currency
        and referrals.first_order_month >= fx_rates.valid_from_month
        and referrals.first_order_month < fx_rates.valid_before_month
