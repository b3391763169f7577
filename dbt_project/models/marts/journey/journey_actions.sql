with

actions as (

    select *
    from {{ ref('journey_map_actions') }}

),

-- Rows of one action are alternatives and have one name.
names as (

    select
        stage,
        action,
        min(name_en) as name_en,
        min(name_ja) as name_ja

    from actions
    group by stage, action

),

kinds as (

    select
        kinds.touch_kind,
        kinds.touch_type,
        kinds.event_bits,
        stages.stage_model,
        stages.stage,
        stages.stage_order

    from {{ ref('int_touch_kinds_listed') }} as kinds
    inner join {{ ref('int_touch_kinds_to_stages') }} as stages
        on kinds.touch_kind = stages.touch_kind

),

contacts as (

    select
        kinds.stage_model,
        kinds.stage,
        kinds.stage_order,
        counted_contacts.touch_kind,
        counted_contacts.quarter,
        counted_contacts.touch_count

    from {{ ref('int_touches_counted') }} as counted_contacts
    inner join kinds
        on counted_contacts.touch_kind = kinds.touch_kind

),

stages as (

    select
        stage_model,
        stage,
        quarter,
        min(quarter) as first_quarter,
        min(stage_order) as stage_order,
        {{ whole_sum('touch_count') }} as touch_count

    from contacts
    group by grouping sets ((stage_model, stage, quarter), (stage_model, stage))

),

matched as (

    select distinct
        kinds.touch_kind,
        kinds.stage_model,
        kinds.stage,
        actions.action

    from kinds
    inner join actions
        on kinds.stage = actions.stage
    left join {{ ref('int_events_listed') }} as listed
        on
            actions.match_type = 'event_name'
            and actions.match_value = listed.event_name
    where
        (actions.match_type = 'touch_type' and actions.match_value = kinds.touch_type)
        or listed.event_bit & kinds.event_bits > 0

),

counted as (

    select
        matched.stage_model,
        matched.stage,
        matched.action,
        contacts.quarter,
        {{ whole_sum('contacts.touch_count') }} as touch_count

    from contacts
    inner join matched
        on
            contacts.touch_kind = matched.touch_kind
            and contacts.stage_model = matched.stage_model
    group by
        grouping sets (
            (matched.stage_model, matched.stage, matched.action, contacts.quarter),
            (matched.stage_model, matched.stage, matched.action)
        )

),

customers as (

    select distinct
        customer_id,
        quarter,
        touch_kind

    from {{ ref('int_customers_to_touch_kinds') }}

),

customer_counts as (

    select
        matched.stage_model,
        matched.stage,
        matched.action,
        customers.quarter,
        count(distinct customers.customer_id) as customer_count

    from customers
    inner join matched
        on customers.touch_kind = matched.touch_kind
    group by
        grouping sets (
            (matched.stage_model, matched.stage, matched.action, customers.quarter),
            (matched.stage_model, matched.stage, matched.action)
        )

)

select
    case when counted.quarter is null then 'all_time' else 'quarter' end as period_type,
    coalesce(counted.quarter, min(stages.first_quarter) over ()) as quarter,
    counted.stage_model,
    counted.stage,
    stages.stage_order,
    counted.action,
    names.name_en,
    names.name_ja,
    counted.touch_count,
    coalesce(customer_counts.customer_count, 0) as customer_count,
    {{ ratio('counted.touch_count', 'stages.touch_count') }} as touch_share

from counted
inner join stages
    on
        counted.stage_model = stages.stage_model
        and counted.stage = stages.stage
        and counted.quarter is not distinct from stages.quarter
left join customer_counts
    on
        counted.stage_model = customer_counts.stage_model
        and counted.stage = customer_counts.stage
        and counted.action = customer_counts.action
        and counted.quarter is not distinct from customer_counts.quarter
inner join names
    on
        counted.stage = names.stage
        and counted.action = names.action
