-- Customers whose referrals and contributions moved most money, rewards taken off.
with moved as (
    select
        *,
        driver like 'referral%' as is_referral
    from marts.cev_ledger
    where driver like 'referral%' or driver = 'influence_margin'
),

summed as (
    select
        credited_customer_id as customer_id,
        sum(case when is_referral then amount else 0 end) as referral_value,
        count(distinct case when is_referral then source_customer_id end) as brought_count,
        sum(case when is_referral then 0 else amount end) as influence_value,
        count(distinct case when not is_referral then source_customer_id end) as influenced_count
    from moved
    group by credited_customer_id
)

select *
from summed
order by referral_value + influence_value desc, customer_id asc
limit $people
