-- What did each campaign cost on each day, over all devices and networks? In the account's currency of now.
select
    list(stats._row) as _row,
    bool_and(stats._deleted) as _deleted,
    max(stats._synced_at) as _loaded_at,
    stats.date,
    case
        when campaign.channel_type in ('DISPLAY', 'VIDEO', 'DEMAND_GEN', 'DISCOVERY') then 'display'
        else 'paid_search'
    end as channel,
    stats.id as campaign_id,
    sum(stats.impressions) as impressions,
    sum(stats.clicks) as clicks,
    sum(stats.cost_micros) / 1000000 as spend,
    upper(coalesce(account.currency_code, getvariable('currency'))) as currency
from src.campaign_stats as stats
left join src.campaign as campaign on stats.id = campaign.id
left join src.account as account on stats.customer_id = account.id
group by stats.date, channel, stats.id, currency
