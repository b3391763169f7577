with

health as (

    select health.*
    from {{ ref('customer_health') }} as health
    inner join {{ ref('int_snapshots_dated') }} as snapshots
        on
            health.snapshot_date = snapshots.snapshot_date
            and snapshots.is_current

),

engagement_values as (

    select
        customer_id,
        cev_gross,
        cev_allocated

    from {{ ref('customer_cev') }}
    where mapping = 'kumar2010'

),

actions as (

    select
        customer_id,
        max(case when is_main then rule end) as main_action_rule,
        max(case when is_main then reason end) as main_action_reason,
        max(case when is_main then reason_ja end) as main_action_reason_ja,
        {{ count_where('not is_done') }} as action_count

    from {{ ref('action_items') }}
    group by customer_id

)

select
    customers.customer_id,
    customers.lifecycle_stage,
    customers.country,
    customers.acquisition_channel,
    customers.company_id,
    customers.tenure_band,
    customers.first_seen_at,
    customers.first_order_at,
    customers.last_order_at,
    customers.order_count,
    customers.net_sales,
    customers.margin,
    customers.value_tier,
    customers.rfm_segment,
    ltv.clv_expected,
    engagement_values.cev_gross,
    engagement_values.cev_allocated,
    members.tier as loyalty_tier,
    members.balance as points_balance,
    subscriptions.customer_id is not null as has_running_term,
    {{ money('coalesce(subscriptions.monthly_amount, 0)') }} as monthly_amount,
    subscriptions.next_renewal_date,
    upgrades.upgrade_hint,
    health.score as health_score,
    health.band as health_band,
    health.score_change as health_change,
    health.main_cause as health_main_cause,
    risks.churn_probability,
    risks.risk_band as churn_risk_band,
    touches.last_contact_at,
    touches.last_contact_type,
    visits.last_session_at,
    visits.last_activity_type,
    coalesce(help.issue_count_365d, 0) as issue_count_365d,
    coalesce(help.reopened_issue_count_365d, 0) as reopened_issue_count_365d,
    coalesce(help.open_issue_count, 0) as open_issue_count,
    {{ money(
        'coalesce(help.issue_count_365d, 0) * cast(' ~ var('contact_cost') ~ ' as decimal(18, 4))'
    ) }} as service_cost_365d,
    answers.latest_nps_score,
    answers.latest_nps_at,
    answers.latest_csat_score,
    preferences.best_channel,
    preferences.best_hour,
    coalesce(preferences.message_count_30d, 0) as message_count_30d,
    {%- for channel in consent_channels() %}
    coalesce(reach.can_{{ channel }}, false) as can_{{ channel }},
    {%- endfor %}
    customers.can_market,
    coalesce(touches.referral_count, 0) as referral_count,
    coalesce(touches.idea_count, 0) as idea_count,
    coalesce(touches.community_post_count, 0) as community_post_count,
    actions.main_action_rule,
    actions.main_action_reason,
    actions.main_action_reason_ja,
    coalesce(actions.action_count, 0) as action_count

from {{ ref('customers') }} as customers
left join {{ ref('customer_ltv') }} as ltv
    on customers.customer_id = ltv.customer_id
left join engagement_values
    on customers.customer_id = engagement_values.customer_id
left join {{ ref('loyalty_members') }} as members
    on customers.customer_id = members.customer_id
left join {{ ref('int_customers_subscribed') }} as subscriptions
    on customers.customer_id = subscriptions.customer_id
left join {{ ref('int_terms_to_upgrades') }} as upgrades
    on customers.customer_id = upgrades.customer_id
left join health
    on customers.customer_id = health.customer_id
left join {{ ref('churn_risk') }} as risks
    on customers.customer_id = risks.customer_id
left join {{ ref('int_customers_touched') }} as touches
    on customers.customer_id = touches.customer_id
left join {{ ref('int_customers_visited') }} as visits
    on customers.customer_id = visits.customer_id
left join {{ ref('int_customers_helped') }} as help
    on customers.customer_id = help.customer_id
left join {{ ref('int_customers_asked') }} as answers
    on customers.customer_id = answers.customer_id
left join {{ ref('contact_preferences') }} as preferences
    on customers.customer_id = preferences.customer_id
left join {{ ref('int_customers_allowed') }} as reach
    on customers.customer_id = reach.customer_id
left join actions
    on customers.customer_id = actions.customer_id
