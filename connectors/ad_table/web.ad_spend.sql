-- What did each campaign cost on each day?
select
    list(_row) as _row,
    max(_synced_at) as _loaded_at,
    date,
    coalesce(channel, getvariable('channel')) as channel,
    coalesce(campaign, 'all') as campaign_id,
    sum(impressions) as impressions,
    sum(reach) as reach,
    sum(clicks) as clicks,
    sum(spend) as spend,
    upper(coalesce(currency, getvariable('currency'))) as currency
from src.spend
group by
    date,
    coalesce(channel, getvariable('channel')),
    coalesce(campaign, 'all'),
    upper(coalesce(currency, getvariable('currency')))
