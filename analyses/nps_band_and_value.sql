-- Do promoters really buy more, come back more often and bring others?
--
-- One row per band of a customer's latest relational answer; 'no answer' is everybody else.
with

answers as (

    select
        customer_id,
        nps_band,
        row_number() over (partition by customer_id order by responded_at desc, response_id desc) as newest

    from {{ ref('survey_responses') }}
    where
        customer_id is not null
        and nps_band is not null
        and survey_type = 'relational'

),

referrers as (

    select
        customer_id,
        count(*) as referral_count

    from {{ ref('touchpoints') }}
    where
        touch_type = 'referral_sent'
        and customer_id is not null
    group by customer_id

)

select
    coalesce(answers.nps_band, 'no answer') as nps_band,
    count(*) as customer_count,
    sum(customers.margin) as margin,
    cast(sum(customers.margin) as double precision) / count(*) as margin_per_customer,
    sum(case when customers.order_count >= 1 then 1 else 0 end) as buyer_count,
    cast(sum(case when customers.order_count >= 2 then 1 else 0 end) as double precision)
    / nullif(sum(case when customers.order_count >= 1 then 1 else 0 end), 0) as repeat_share,
    sum(case when referrers.customer_id is not null then 1 else 0 end) as referrer_count,
    coalesce(sum(referrers.referral_count), 0) as referral_count

from {{ ref('customers') }} as customers
left join answers
    on
        customers.customer_id = answers.customer_id
        and answers.newest = 1
left join referrers
    on customers.customer_id = referrers.customer_id
group by coalesce(answers.nps_band, 'no answer')
order by margin_per_customer desc, nps_band asc
