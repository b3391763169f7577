with

term_months as (

    select
        customer_id,
        plan,
        month,
        is_opening,
        is_closing,
        is_voluntary_cancel,
        ended_at,
        -- Several subscriptions may end together: the one begun last speaks for the customer.
        row_number() over (
            partition by customer_id, month
            order by ended_at desc, started_at desc, subscription_id desc, term_no desc
        ) as number_of_customer,
        row_number() over (
            partition by customer_id, plan, month
            order by ended_at desc, started_at desc, subscription_id desc, term_no desc
        ) as number_in_plan

    from {{ ref('int_terms_to_months') }}

)

select
    customer_id,
    'all' as plan,
    month,
    max(case when is_opening then 1 else 0 end) = 1 as is_opening,
    max(case when is_closing then 1 else 0 end) = 1 as is_closing,
    max(ended_at) as last_ended_at,
    max(case when number_of_customer = 1 and is_voluntary_cancel then 1 else 0 end) = 1 as is_voluntary

from term_months
group by customer_id, month

union all

select
    customer_id,
    plan,
    month,
    max(case when is_opening then 1 else 0 end) = 1 as is_opening,
    max(case when is_closing then 1 else 0 end) = 1 as is_closing,
    max(ended_at) as last_ended_at,
    max(case when number_in_plan = 1 and is_voluntary_cancel then 1 else 0 end) = 1 as is_voluntary

from term_months
group by customer_id, plan, month
