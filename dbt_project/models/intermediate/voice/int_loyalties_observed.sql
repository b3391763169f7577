with

answers as (

    select
        response_id,
        customer_id,
        nps_score,
        nps_band,
        responded_at,
        business_date,
        {{ quarter_of('business_date') }} as quarter

    from {{ ref('survey_responses') }}
    where survey_type = 'relational' and nps_score is not null and customer_id is not null

),

numbered as (

    select
        *,
        row_number() over (partition by customer_id, quarter order by responded_at, response_id) as quarter_number,
        row_number() over (partition by customer_id order by responded_at, response_id) as answer_number

    from answers

),

-- The first answer of a quarter speaks for it; the first of all is one of them.
firsts as (

    select
        response_id,
        customer_id,
        nps_score,
        nps_band,
        responded_at,
        responded_at + interval '365 days' as followed_until_at,
        business_date,
        quarter,
        answer_number = 1 as is_first_answer

    from numbered
    where quarter_number = 1

),

bought as (

    select
        firsts.response_id,
        count(*) as order_count,
        sum(orders.net_sales) as net_sales

    from firsts
    inner join {{ ref('orders') }} as orders
        on
            firsts.customer_id = orders.customer_id
            and firsts.responded_at < orders.ordered_at
            and firsts.followed_until_at >= orders.ordered_at
    where orders.is_counted
    group by firsts.response_id

),

referred as (

    select
        firsts.response_id,
        count(*) as referral_count

    from firsts
    inner join {{ ref('touchpoints') }} as touchpoints
        on
            firsts.customer_id = touchpoints.customer_id
            and firsts.responded_at < touchpoints.occurred_at
            and firsts.followed_until_at >= touchpoints.occurred_at
    where touchpoints.touch_type = 'referral_sent'
    group by firsts.response_id

)

select
    firsts.response_id,
    firsts.customer_id,
    firsts.nps_score,
    firsts.nps_band,
    firsts.business_date,
    firsts.quarter,
    firsts.is_first_answer,
    firsts.followed_until_at <= as_of.as_of_at as is_matured,
    coalesce(bought.order_count, 0) as order_count,
    coalesce(bought.net_sales, 0) as net_sales,
    coalesce(referred.referral_count, 0) as referral_count

from firsts
cross join {{ ref('as_of') }} as as_of
left join bought
    on firsts.response_id = bought.response_id
left join referred
    on firsts.response_id = referred.response_id
