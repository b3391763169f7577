-- Of the customers who came by a campaign, how many ordered within seven days, and for how much?
--
-- One row per campaign. An order counts once per campaign, however often its customer came by it; orders of several
-- campaigns count for each of them, so the rows do not add up: that is what the attribution marts are for.
with

visits as (

    select distinct
        campaign_id,
        customer_id,
        occurred_at

    from {{ ref('touchpoints') }}
    where
        campaign_id is not null
        and customer_id is not null
        and touch_type in ('message_click', 'web_session', 'app_session', 'other_session')

),

reached as (

    select
        campaign_id,
        count(distinct customer_id) as customer_count

    from visits
    group by campaign_id

),

ordered as (

    select distinct
        visits.campaign_id,
        orders.order_id,
        orders.customer_id,
        orders.net_sales

    from visits
    inner join {{ ref('orders') }} as orders
        on
            visits.customer_id = orders.customer_id
            and visits.occurred_at <= orders.ordered_at
            and orders.ordered_at <= visits.occurred_at + interval '7' day
    where orders.is_counted

)

select
    reached.campaign_id,
    reached.customer_count,
    count(distinct ordered.customer_id) as buyer_count,
    cast(count(distinct ordered.customer_id) as double precision) / reached.customer_count as buyer_share,
    count(ordered.order_id) as order_count,
    coalesce(sum(ordered.net_sales), 0) as net_sales

from reached
left join ordered
    on reached.campaign_id = ordered.campaign_id
group by reached.campaign_id, reached.customer_count
order by net_sales desc, reached.campaign_id asc
