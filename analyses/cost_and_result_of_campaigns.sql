-- What did each campaign cost, and what did it bring?
--
-- One row per campaign. Net sales are its part of the orders it had a touch in (position-based attribution); messages
-- are those it sent. A campaign without advertising has cost 0 here.
with

credits as (

    select
        campaign_id,
        sum(credit) as order_credit,
        sum(net_sales_credit) as net_sales_credit

    from {{ ref('attribution_credits') }}
    where model = 'position_based'
    group by campaign_id

),

messages as (

    select
        campaign_id,
        sum(sent_count) as sent_count,
        sum(clicked_count) as clicked_count

    from {{ ref('message_performance') }}
    group by campaign_id

)

select
    campaigns.name,
    campaigns.campaign_id,
    campaigns.started_date,
    campaigns.ended_date,
    campaigns.ad_spend,
    coalesce(messages.sent_count, 0) as sent_count,
    coalesce(messages.clicked_count, 0) as clicked_count,
    coalesce(credits.order_credit, 0) as order_credit,
    coalesce(credits.net_sales_credit, 0) as net_sales_credit

from {{ ref('campaigns') }} as campaigns
left join credits
    on campaigns.campaign_id = credits.campaign_id
left join messages
    on campaigns.campaign_id = messages.campaign_id
order by net_sales_credit desc, campaigns.campaign_id asc
