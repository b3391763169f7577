with

term_months as (

    select
        customer_id,
        plan,
        month,
        coalesce(monthly_amount, 0) as monthly_amount,
        is_opening,
        is_closing,
        is_voluntary_cancel,
        subscription_id,
        term_no,
        started_at,
        ended_at

    from {{ ref('int_terms_to_months') }}

),

-- Several subscriptions may end together: the one begun last speaks for the customer.
ended_terms as (

    select
        customer_id,
        plan,
        month,
        subscription_id,
        term_no,
        ended_at,
        coalesce(is_voluntary_cancel, false) as is_voluntary,
        row_number() over (
            partition by customer_id, month
            order by ended_at desc, started_at desc, subscription_id desc, term_no desc
        ) as number_of_customer,
        row_number() over (
            partition by customer_id, plan, month
            order by ended_at desc, started_at desc, subscription_id desc, term_no desc
        ) as number_in_plan

    from term_months
    where not is_closing

),

last_ended_terms as (

    select
        customer_id,
        'all' as plan,
        month,
        subscription_id,
        term_no,
        ended_at,
        is_voluntary

    from ended_terms
    where number_of_customer = 1

    union all

    select
        customer_id,
        plan,
        month,
        subscription_id,
        term_no,
        ended_at,
        is_voluntary

    from ended_terms
    where number_in_plan = 1

),

states as (

    select
        customer_id,
        'all' as plan,
        month,
        max(case when is_opening then 1 else 0 end) = 1 as is_opening,
        max(case when is_closing then 1 else 0 end) = 1 as is_closing,
        sum(case when is_opening then monthly_amount else 0 end) as opening_amount,
        sum(case when is_closing then monthly_amount else 0 end) as closing_amount

    from term_months
    group by customer_id, month

    union all

    select
        customer_id,
        plan,
        month,
        max(case when is_opening then 1 else 0 end) = 1 as is_opening,
        max(case when is_closing then 1 else 0 end) = 1 as is_closing,
        sum(case when is_opening then monthly_amount else 0 end) as opening_amount,
        sum(case when is_closing then monthly_amount else 0 end) as closing_amount

    from term_months
    group by customer_id, plan, month

)

select
    states.customer_id,
    states.plan,
    states.month,
    states.is_opening,
    states.is_closing,
    states.opening_amount,
    states.closing_amount,
    last_ended_terms.subscription_id as last_subscription_id,
    last_ended_terms.term_no as last_term_no,
    last_ended_terms.ended_at as last_ended_at,
    coalesce(last_ended_terms.is_voluntary, false) as is_voluntary

from states
left join last_ended_terms
    on
        states.customer_id = last_ended_terms.customer_id
        and states.plan = last_ended_terms.plan
        and states.month = last_ended_terms.month
