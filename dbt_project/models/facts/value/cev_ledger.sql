with

realised as (

    select
        'own_margin_realised' as driver,
        customer_id as credited_customer_id,
        customer_id as source_customer_id,
        event_date,
        amount,
        1 as probability,
        evidence_table,
        evidence_key,
        event_key

    from {{ ref('int_margins_realised') }}

),

expected as (

    select
        'own_margin_expected' as driver,
        margins.customer_id as credited_customer_id,
        margins.customer_id as source_customer_id,
        as_of.as_of_date as event_date,
        margins.margin_expected as amount,
        margins.probability,
        'marts.customer_ltv' as evidence_table,
        margins.customer_id as evidence_key,
        cast(null as {{ type_text() }}) as event_key

    from {{ ref('int_margins_to_customers') }} as margins
    cross join {{ ref('as_of') }} as as_of

),

referral_parts as (

    select
        drivers.driver,
        referrals.referrer_id as credited_customer_id,
        referrals.referred_id as source_customer_id,
        referrals.first_order_date as event_date,
        case drivers.driver
            when 'referral_margin' then referrals.margin_share
            when 'referral_acquisition_saving' then referrals.acquisition_saving
            else -referrals.reward
        end as amount,
        1 as probability,
        'crm.referrals' as evidence_table,
        referrals.referral_id as evidence_key,
        cast(null as {{ type_text() }}) as event_key

    from {{ ref('int_referrals_credited') }} as referrals
    cross join (
        values ('referral_margin'), ('referral_acquisition_saving'), ('referral_reward')
    ) as drivers (driver)

),

influences as (

    select
        'influence_margin' as driver,
        influencer_id as credited_customer_id,
        influenced_id as source_customer_id,
        last_evidence_date as event_date,
        amount,
        1 as probability,
        'marts.touchpoints' as evidence_table,
        influencer_id || '>' || influenced_id as evidence_key,
        cast(null as {{ type_text() }}) as event_key

    from {{ ref('int_influences_credited') }}

),

ideas as (

    select
        'idea_margin' as driver,
        customer_id as credited_customer_id,
        cast(null as {{ type_text() }}) as source_customer_id,
        launched_date as event_date,
        amount,
        1 as probability,
        'community.ideas' as evidence_table,
        idea_id as evidence_key,
        cast(null as {{ type_text() }}) as event_key

    from {{ ref('int_ideas_credited') }}

),

help as (

    select
        driver,
        customer_id as credited_customer_id,
        cast(null as {{ type_text() }}) as source_customer_id,
        event_date,
        amount,
        1 as probability,
        evidence_table,
        evidence_key,
        cast(null as {{ type_text() }}) as event_key

    from {{ ref('int_help_credited') }}

),

booked as (

    select * from realised
    union all
    select * from expected
    union all
    select * from referral_parts
    union all
    select * from influences
    union all
    select * from ideas
    union all
    select * from help

)

select
    driver || '|' || coalesce(event_key, evidence_key) || '|' || credited_customer_id
    || coalesce(
        case when source_customer_id != credited_customer_id then '|' || source_customer_id end, ''
    ) as value_event_id,
    driver,
    credited_customer_id,
    source_customer_id,
    event_date,
    {{ money('amount') }} as amount,
    driver in ('own_margin_expected', 'referral_margin', 'influence_margin', 'idea_margin') as is_expected,
    cast(probability as {{ type_double() }}) as probability,
    evidence_table,
    evidence_key

from booked
where amount != 0
