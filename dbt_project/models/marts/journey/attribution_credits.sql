with

touches as (

    select
        paths.order_id,
        paths.touchpoint_id,
        paths.channel,
        paths.campaign_id,
        paths.touch_number,
        {{ epoch_micros('paths.occurred_at') }} as occurred_micros,
        effects.removal_effect

    from {{ ref('int_touches_to_paths') }} as paths
    inner join {{ ref('int_channels_to_removal_effects') }} as effects
        on paths.channel = effects.channel
    where paths.order_id is not null

),

orders as (

    select
        order_id,
        cast(net_sales as {{ type_double() }}) as net_sales,
        cast(margin as {{ type_double() }}) as margin

    from {{ ref('orders') }}
    where is_counted

),

channel_totals as (

    select
        order_id,
        channel,
        count(*) as touch_count,
        max(touch_number) as last_number,
        max(occurred_micros) as last_micros,
        min(removal_effect) as removal_effect

    from touches
    group by order_id, channel

),

-- Sums of doubles would depend on the order of rows: they are taken in decimals.
order_totals as (

    select
        order_id,
        cast(sum(touch_count) as {{ type_double() }}) as touch_count,
        cast(count(*) as {{ type_double() }}) as channel_count,
        coalesce(max(case when channel != 'direct' then last_number end), max(last_number)) as last_non_direct_number,
        max(last_micros) as last_micros,
        cast(sum(cast(touch_count * removal_effect as decimal(38, 18))) as {{ type_double() }}) as removal_effect

    from channel_totals
    group by order_id

),

-- Weighed against the last touch, which weighs 1: no path is so old that nothing is left of it.
decayed as (

    select
        touches.order_id,
        touches.touchpoint_id,
        touches.channel,
        touches.campaign_id,
        touches.touch_number,
        touches.removal_effect,
        order_totals.touch_count,
        order_totals.channel_count,
        order_totals.last_non_direct_number,
        order_totals.removal_effect as order_removal_effect,
        power(
            cast(2 as {{ type_double() }}),
            cast(touches.occurred_micros - order_totals.last_micros as {{ type_double() }})
            / ({{ var('time_decay_half_life_days') }} * 86400000000.0)
        ) as decay

    from touches
    inner join order_totals
        on touches.order_id = order_totals.order_id

),

decay_totals as (

    select
        order_id,
        cast(sum(cast(decay as decimal(38, 18))) as {{ type_double() }}) as decay

    from decayed
    group by order_id

),

credited as (

    select
        touches.order_id,
        touches.touchpoint_id,
        touches.channel,
        touches.campaign_id,
        orders.net_sales,
        orders.margin,
        case when touches.touch_number = 1 then 1 else 0 end as first_touch,
        case when touches.touch_number = touches.touch_count then 1 else 0 end as last_touch,
        case when touches.touch_number = touches.last_non_direct_number then 1 else 0 end as last_non_direct,
        {{ ratio('1', 'touches.touch_count') }} as linear,
        case
            when touches.touch_count <= 2 then {{ ratio('1', 'touches.touch_count') }}
            when touches.touch_number in (1, touches.touch_count) then 0.4
            else {{ ratio('0.2', 'touches.touch_count - 2') }}
        end as position_based,
        touches.decay / decay_totals.decay as time_decay,
        case
            -- The sum is rounded on its way: one touch alone may weigh a hair more than its own sum.
            when touches.order_removal_effect > 0
                then least(touches.removal_effect / touches.order_removal_effect, 1)
            else {{ ratio('1', 'touches.touch_count') }}
        end as markov,
        -- The exact Shapley value of this game: an order is worth the same to each channel on its path.
        {{ ratio('1', 'touches.channel_count * channel_totals.touch_count') }} as shapley

    from decayed as touches
    inner join decay_totals
        on touches.order_id = decay_totals.order_id
    inner join channel_totals
        on
            touches.order_id = channel_totals.order_id
            and touches.channel = channel_totals.channel
    inner join orders
        on touches.order_id = orders.order_id

)

{% for model in attribution_models() %}
{%- if not loop.first %}
union all

{% endif -%}
select
    '{{ model }}' as model,
    order_id,
    touchpoint_id,
    channel,
    campaign_id,
    cast({{ model }} as {{ type_double() }}) as credit,
    {{ model }} * net_sales as net_sales_credit,
    {{ model }} * margin as margin_credit
from credited
{% endfor %}
