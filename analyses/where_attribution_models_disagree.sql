-- About which channels do the attribution models disagree, and about how much money?
--
-- One row per channel, the greatest disagreement first: what the kindest and the strictest model give it over all
-- months.
with

credits as (

    select
        channel,
        model,
        sum(net_sales_credit) as net_sales_credit

    from {{ ref('channel_attribution') }}
    group by channel, model

),

ranked as (

    select
        channel,
        model,
        net_sales_credit,
        row_number() over (partition by channel order by net_sales_credit desc, model asc) as kindest,
        row_number() over (partition by channel order by net_sales_credit, model) as strictest

    from credits

)

select
    channel,
    max(case when kindest = 1 then model end) as kindest_model,
    max(net_sales_credit) as most_net_sales,
    max(case when strictest = 1 then model end) as strictest_model,
    min(net_sales_credit) as least_net_sales,
    max(net_sales_credit) - min(net_sales_credit) as net_sales_in_dispute

from ranked
group by channel
order by net_sales_in_dispute desc, channel asc
