with

-- Of several running terms the dearest says which plan a customer is on.
running_terms as (

    select
        *,
        row_number() over (
            partition by customer_id
            order by
                coalesce(monthly_amount, -1) desc,
                started_at desc,
                subscription_id asc,
                term_no asc
        ) as place

    from {{ ref('subscriptions') }}
    where is_running

)

select
    customer_id,
    subscription_id,
    term_no,
    plan,
    currency_original,
    monthly_amount_original,
    monthly_amount,
    started_at,
    ends_at

from running_terms
where place = 1
