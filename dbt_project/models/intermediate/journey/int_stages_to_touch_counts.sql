with

stages as (

    select *
    from {{ ref('int_touch_kinds_to_stages') }}

),

contacts as (

    select
        stages.stage_model,
        stages.stage,
        stages.stage_order,
        contacts.quarter,
        contacts.touch_type,
        contacts.channel,
        contacts.touch_count,
        -- The way of nobody known cannot be followed, and from the last stage nobody can go on.
        case
            when contacts.is_visitor_known and stages.later_bits is not null
                then case when contacts.reached_bits & stages.later_bits > 0 then 1 else 0 end
        end as moved_on,
        case when contacts.is_contacted then 1 when not contacts.is_contacted then 0 end as contacted

    from {{ ref('int_touches_counted') }} as contacts
    inner join stages
        on contacts.touch_kind = stages.touch_kind

)

select
    stage_model,
    stage,
    quarter,
    coalesce(touch_type, 'all') as touch_type,
    coalesce(channel, 'all') as channel,
    min(quarter) as first_quarter,
    min(stage_order) as stage_order,
    {{ whole_sum('touch_count') }} as touch_count,
    {{ whole_sum('case when moved_on is not null then touch_count else 0 end') }} as tracked_touch_count,
    {{ whole_sum('case when moved_on = 1 then touch_count else 0 end') }} as moved_on_count,
    {{ whole_sum('case when contacted is not null then touch_count else 0 end') }} as customer_touch_count,
    {{ whole_sum('case when contacted = 1 then touch_count else 0 end') }} as contacted_touch_count

from contacts
group by
    grouping sets (
        (stage_model, stage, quarter, touch_type, channel),
        (stage_model, stage, quarter),
        (stage_model, stage, touch_type, channel),
        (stage_model, stage)
    )
