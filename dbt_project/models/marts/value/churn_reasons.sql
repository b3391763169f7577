with

leavers as (

    select
        churned.customer_id,
        churned.plan,
        churned.month,
        churned.opening_amount,
        churned.is_voluntary,
        churned.is_silent,
        case terms.ended_by
            when 'cancelled' then coalesce(nullif({{ trimmed('terms.cancel_reason') }}, ''), 'unknown')
            when 'next_term' then 'plan_changed'
            else terms.ended_by
        end as reason

    from {{ ref('int_customers_churned') }} as churned
    inner join {{ ref('int_terms_bounded') }} as terms
        on
            churned.last_subscription_id = terms.subscription_id
            and churned.last_term_no = terms.term_no

),

counted as (

    select
        month,
        plan,
        reason,
        count(*) as churned_customer_count,
        {{ count_where('is_voluntary') }} as voluntary_customer_count,
        {{ count_where('is_silent') }} as silent_customer_count,
        sum(opening_amount) as opening_amount

    from leavers
    group by month, plan, reason

)

select
    month,
    plan,
    reason,
    churned_customer_count,
    voluntary_customer_count,
    silent_customer_count,
    {{ ratio('churned_customer_count', 'sum(churned_customer_count) over (partition by month, plan)') }} as share,
    {{ money('opening_amount') }} as lost_monthly_recurring_revenue

from counted
