with

sessions as (

    select
        session_id,
        customer_id

    from {{ ref('sessions') }}
    where customer_id is not null and not is_bot

),

facts as (

    select
        customer_id,
        month,
        'active' as fact,
        1 as fact_count
    from {{ ref('int_customers_to_active_months') }}

    union all

    select
        sessions.customer_id,
        {{ month_of(business_date('events.occurred_at')) }} as month,
        events.event_name as fact,
        1 as fact_count
    from {{ ref('int_events_sessionized') }} as events
    inner join sessions
        on events.session_id = sessions.session_id
    where events.event_name in ('app_open', 'feature_use')

    union all

    select
        customer_id,
        {{ month_of(business_date('opened_at')) }} as month,
        'issue' as fact,
        1 as fact_count
    from {{ ref('support_issues') }}
    where customer_id is not null and not is_proactive

    union all

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        'referral_sent' as fact,
        1 as fact_count
    from {{ ref('touchpoints') }}
    where customer_id is not null and touch_type = 'referral_sent'

    union all

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        'first_order' as fact,
        1 as fact_count
    from {{ ref('orders') }}
    where is_first_order

    union all

    select
        referrals.invitee_customer_id as customer_id,
        {{ month_of('orders.business_date') }} as month,
        'referred_first_order' as fact,
        1 as fact_count
    from {{ ref('int_referrals_counted') }} as referrals
    inner join {{ ref('orders') }} as orders
        on referrals.order_id = orders.order_id
    where referrals.is_counted

),

customer_months as (

    select
        customer_id,
        month,
        max(case when fact = 'active' then 1 else 0 end) as active_count,
        sum(case when fact = 'app_open' then fact_count else 0 end) as app_open_count,
        max(case when fact = 'feature_use' then 1 else 0 end) as feature_user_count,
        sum(case when fact = 'issue' then fact_count else 0 end) as issue_count,
        max(case when fact = 'referral_sent' then 1 else 0 end) as referrer_count,
        max(case when fact = 'first_order' then 1 else 0 end) as first_order_count,
        max(case when fact = 'referred_first_order' then 1 else 0 end) as referred_count

    from facts
    group by customer_id, month

),

segmented as (

    {{ by_segment('customer_months') }}

),

totals as (

    select
        month,
        segment_type,
        segment_value,
        sum(active_count) as active_count,
        sum(app_open_count) as app_open_count,
        sum(active_count * feature_user_count) as feature_user_count,
        sum(issue_count) as issue_count,
        sum(referrer_count) as referrer_count,
        sum(first_order_count) as first_order_count,
        sum(referred_count) as referred_count

    from segmented
    group by month, segment_type, segment_value

),

measured as (

    select
        totals.month,
        metrics.metric,
        totals.segment_type,
        totals.segment_value,
        cast(
            case metrics.metric
                when 'app_opens_per_active_customer' then totals.app_open_count
                when 'feature_use_rate' then totals.feature_user_count
                when 'contact_rate' then totals.issue_count
                when 'referral_rate' then totals.referrer_count
                when 'referred_share' then totals.referred_count
            end as {{ type_double() }}
        ) as numerator,
        cast(
            case when metrics.metric = 'referred_share' then totals.first_order_count else totals.active_count end
            as {{ type_double() }}
        ) as denominator

    from totals
    cross join (
        values
        ('app_opens_per_active_customer'),
        ('feature_use_rate'),
        ('contact_rate'),
        ('referral_rate'),
        ('referred_share')
    ) as metrics (metric)

)

select *
from measured
where numerator > 0 or denominator > 0
