-- Who the customer is, without direct identifiers.
with terms as (
    select
        customer_id,
        string_agg(distinct plan, ', ' order by plan asc) as plans
    from marts.subscriptions
    where is_running and customer_id in (select unnest($customers))
    group by customer_id
)

select
    customer_360.customer_id,
    customer_360.lifecycle_stage,
    customer_360.value_tier,
    customer_360.rfm_segment,
    customer_360.loyalty_tier,
    customer_360.points_balance,
    customer_360.tenure_band,
    customer_360.acquisition_channel,
    customer_360.country,
    customer_360.monthly_amount,
    customer_360.next_renewal_date,
    customer_360.upgrade_hint,
    customers.region,
    customers.company_industry,
    customers.company_size,
    companies.name as company,
    terms.plans,
    cast(timezone($zone, timezone('UTC', customer_360.first_seen_at)) as date) as first_seen,
    cast(timezone($zone, timezone('UTC', customer_360.first_order_at)) as date) as first_order
from marts.customer_360 as customer_360
left join marts.customers as customers
    on customer_360.customer_id = customers.customer_id
left join marts.companies as companies
    on customer_360.company_id = companies.company_id
left join terms
    on customer_360.customer_id = terms.customer_id
where customer_360.customer_id in (select unnest($customers))
