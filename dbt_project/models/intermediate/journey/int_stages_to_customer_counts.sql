with

-- Which stages a customer was at in a cell is one number: customers are counted by it, and few such numbers by stage.
customers as (

    select
        customer_id,
        quarter,
        coalesce(touch_type, 'all') as touch_type,
        coalesce(channel, 'all') as channel,
        bit_or(stage_bits) as stage_bits

    from {{ ref('int_customers_to_touch_kinds') }}
    group by
        grouping sets (
            (customer_id, quarter, touch_type, channel),
            (customer_id, quarter),
            (customer_id, touch_type, channel),
            (customer_id)
        )

),

counted as (

    select
        quarter,
        touch_type,
        channel,
        stage_bits,
        count(*) as customer_count

    from customers
    group by quarter, touch_type, channel, stage_bits

),

stages as (

    select distinct
        stage_model,
        stage,
        stage_bit

    from {{ ref('int_touch_kinds_to_stages') }}

)

select
    stages.stage_model,
    stages.stage,
    counted.quarter,
    counted.touch_type,
    counted.channel,
    {{ whole_sum('counted.customer_count') }} as customer_count

from counted
inner join stages
    on counted.stage_bits & stages.stage_bit > 0
group by stages.stage_model, stages.stage, counted.quarter, counted.touch_type, counted.channel
