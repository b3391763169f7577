-- Orders of the newest $months complete months that four models give to a channel, its ad spend, and what that brought
-- by the Markov model.
with shown as (
    select distinct month
    from marts.channel_attribution
    where month <= $last_month
    order by month desc
    limit $months
),

credits as (
    select
        credited.model,
        coalesce(credited.channel, 'unknown') as channel,
        sum(credited.conversion_credit) as conversion_credit,
        sum(credited.net_sales_credit) as net_sales_credit,
        sum(credited.spend) as spend,
        max(credited.removal_effect) as removal_effect,
        min(credited.month) as first_month,
        max(credited.month) as newest_month
    from marts.channel_attribution as credited
    inner join shown on credited.month = shown.month
    group by credited.model, coalesce(credited.channel, 'unknown')
),

channels as (
    select
        channel,
        coalesce(max(case when model = 'markov' then conversion_credit end), 0) as markov,
        coalesce(max(case when model = 'first_touch' then conversion_credit end), 0) as first_touch,
        coalesce(max(case when model = 'last_touch' then conversion_credit end), 0) as last_touch,
        coalesce(max(case when model = 'shapley' then conversion_credit end), 0) as shapley,
        coalesce(max(case when model = 'markov' then net_sales_credit end), 0) as net_sales_credit,
        max(removal_effect) as removal_effect,
        nullif(max(spend), 0) as spend,
        min(min(first_month)) over () as first_month,
        max(max(newest_month)) over () as newest_month
    from credits
    group by channel
)

select
    channel,
    markov,
    first_touch,
    last_touch,
    shapley,
    removal_effect,
    spend,
    first_month,
    newest_month,
    net_sales_credit / cast(spend as double) as return_on_ad_spend,
    cast(spend as double) / nullif(markov, 0) as cost_per_conversion
from channels
order by markov desc, channel asc
