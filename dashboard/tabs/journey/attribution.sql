-- Orders of the newest $months complete months as each model shares them out; channels beyond the $channels with most
-- orders in the linear model together.
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
        min(credited.month) as first_month,
        max(credited.month) as newest_month
    from marts.channel_attribution as credited
    inner join shown on credited.month = shown.month
    group by credited.model, coalesce(credited.channel, 'unknown')
),

ranked as (
    select
        channel,
        row_number() over (order by conversion_credit desc, channel asc) as place
    from credits
    where model = 'linear' and conversion_credit > 0
),

named as (
    select
        credits.model,
        credits.conversion_credit,
        credits.net_sales_credit,
        credits.first_month,
        credits.newest_month,
        case when ranked.place <= $channels then credits.channel else 'other' end as channel,
        case when ranked.place <= $channels then ranked.place else $channels + 1 end as place
    from credits
    left join ranked on credits.channel = ranked.channel
),

summed as (
    select
        model,
        channel,
        place,
        sum(conversion_credit) as conversion_credit,
        sum(net_sales_credit) as net_sales_credit,
        sum(sum(conversion_credit)) over (partition by channel) as channel_credit,
        min(min(first_month)) over () as first_month,
        max(max(newest_month)) over () as newest_month
    from named
    group by model, channel, place
)

select
    model,
    channel,
    conversion_credit,
    net_sales_credit,
    first_month,
    newest_month,
    conversion_credit / nullif(sum(conversion_credit) over (partition by model), 0) as share
from summed
where channel_credit > 0
order by
    case model
        when 'first_touch' then 1
        when 'last_touch' then 2
        when 'last_non_direct' then 3
        when 'linear' then 4
        when 'position_based' then 5
        when 'time_decay' then 6
        when 'markov' then 7
        when 'shapley' then 8
        else 9
    end,
    model,
    place
