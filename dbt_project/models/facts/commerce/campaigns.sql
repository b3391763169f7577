with

spend as (

    select
        campaign_id,
        sum(spend) as spend

    from {{ ref('int_ad_spend_converted') }}
    where campaign_id is not null
    group by campaign_id

)

select
    campaigns.campaign_id,
    campaigns.name,
    campaigns.channel,
    campaigns.objective,
    campaigns.is_commercial,
    {{ business_date('campaigns.started_at') }} as started_date,
    {{ business_date('campaigns.ended_at') }} as ended_date,
    campaigns.planned_control_share,
    {{ money('coalesce(spend.spend, 0)') }} as ad_spend

from {{ ref('stg_messaging__campaigns') }} as campaigns
left join spend
    on campaigns.campaign_id = spend.campaign_id
