-- What the customer has bought, is expected to bring, and does for others.
select
    customer_360.customer_id,
    customer_360.order_count,
    customer_360.net_sales,
    customer_360.margin,
    customer_360.service_cost_365d,
    customer_360.clv_expected,
    customer_360.cev_gross,
    customer_360.cev_allocated,
    customer_360.referral_count,
    customer_360.idea_count,
    customer_360.community_post_count,
    ltv.clv_low,
    ltv.clv_high,
    cev.clv,
    cev.crv,
    cev.civ,
    cev.ckv
from marts.customer_360 as customer_360
left join marts.customer_ltv as ltv
    on customer_360.customer_id = ltv.customer_id
left join marts.customer_cev as cev
    on customer_360.customer_id = cev.customer_id and cev.mapping = 'kumar2010'
where customer_360.customer_id in (select unnest($customers))
