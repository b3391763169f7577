with

orders as (

    select
        order_id,
        {{ month_of('business_date') }} as month

    from {{ ref('orders') }}
    where is_counted

),

-- Decimals add up to the same sum in any order of rows, doubles do not; 28 places keep the credit of a year-old touch.
credits as (

    select
        orders.month,
        credits.channel,
        credits.model,
        sum(cast(credits.credit as decimal(38, 28))) as conversion_credit,
        sum(cast(credits.net_sales_credit as decimal(38, 12))) as net_sales_credit,
        sum(cast(credits.margin_credit as decimal(38, 12))) as margin_credit

    from {{ ref('attribution_credits') }} as credits
    inner join orders
        on credits.order_id = orders.order_id
    group by orders.month, credits.channel, credits.model

),

spend as (

    select
        month,
        channel,
        sum(spend) as spend,
        {{ whole_sum('clicks') }} as click_count,
        sum(case when clicks is not null then spend else 0 end) as clicked_spend,
        {{ whole_sum('case when audience_size is not null then reach end') }} as reach_count,
        {{ whole_sum('case when reach is not null then audience_size end') }} as audience_count

    from {{ ref('int_ad_spend_converted') }}
    group by month, channel

),

models as (

    select model
    from (
        values
        {% for model in attribution_models() -%}
        ('{{ model }}'){{ ',' if not loop.last }}
        {% endfor -%}
    ) as listed (model)

),

month_channels as (

    select
        month,
        channel
    from credits

    union

    select
        month,
        channel
    from spend

),

joined as (

    select
        month_channels.month,
        month_channels.channel,
        models.model,
        cast(coalesce(credits.conversion_credit, 0) as {{ type_double() }}) as conversion_credit,
        cast(coalesce(credits.net_sales_credit, 0) as {{ type_double() }}) as net_sales_credit,
        cast(coalesce(credits.margin_credit, 0) as {{ type_double() }}) as margin_credit,
        {{ money('coalesce(spend.spend, 0)') }} as spend,
        case when spend.channel is null then 0 else spend.click_count end as click_count,
        spend.clicked_spend,
        spend.reach_count,
        spend.audience_count,
        case when models.model = 'markov' then coalesce(effects.removal_effect, 0) end as removal_effect

    from month_channels
    cross join models
    left join credits
        on
            month_channels.month = credits.month
            and month_channels.channel = credits.channel
            and models.model = credits.model
    left join spend
        on
            month_channels.month = spend.month
            and month_channels.channel = spend.channel
    left join {{ ref('int_channels_to_removal_effects') }} as effects
        on month_channels.channel = effects.channel

)

select
    month,
    channel,
    model,
    conversion_credit,
    net_sales_credit,
    margin_credit,
    spend,
    {{ ratio('net_sales_credit', 'spend') }} as return_on_ad_spend,
    {{ ratio('spend', 'conversion_credit') }} as cost_per_conversion,
    removal_effect,
    click_count,
    {{ ratio('clicked_spend', 'click_count') }} as cost_per_click,
    {{ ratio('reach_count', 'audience_count') }} as ad_reach_rate

from joined
