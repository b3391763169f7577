with

customers as (

    select
        customer_id,
        age_days - recency_days as recency_days,
        order_count,
        net_sales

    from {{ ref('int_order_dates_to_customers') }}

),

names as (

    select
        r_score,
        f_score,
        m_score,
        rfm_segment

    from {{ ref('rfm_segments') }}

),

-- rank() - 1 is the number of customers strictly worse: equal ones get equal scores.
ranked as (

    select
        *,
        count(*) over () as customer_count,
        rank() over (order by recency_days desc) - 1 as r_worse,
        rank() over (order by order_count) - 1 as f_worse,
        rank() over (order by net_sales) - 1 as m_worse

    from customers

),

scored as (

    select
        *,
        {{ fifth('r_worse', 'customer_count') }} as r_score,
        {{ fifth('f_worse', 'customer_count') }} as f_score,
        {{ fifth('m_worse', 'customer_count') }} as m_score

    from ranked

)

select
    scored.customer_id,
    scored.recency_days,
    scored.order_count,
    scored.net_sales,
    scored.r_score,
    scored.f_score,
    scored.m_score,
    names.rfm_segment

from scored
left join names
    on
        scored.r_score = names.r_score
        and scored.f_score = names.f_score
        and scored.m_score = names.m_score
