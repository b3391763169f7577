with

-- A date that lies ahead of as_of is a plan, and a plan is not there yet.
items as (

    select
        roadmap_item_id,
        topic,
        title,
        announcement_campaign_id,
        collected_at,
        case when {{ happened_by_as_of('prioritised_at') }} then prioritised_at end as prioritised_at,
        case when {{ happened_by_as_of('agreed_at') }} then agreed_at end as agreed_at,
        case when {{ happened_by_as_of('shipped_at') }} then shipped_at end as shipped_at,
        case when {{ happened_by_as_of('announced_at') }} then announced_at end as announced_at

    from {{ ref('stg_feedback__roadmap_items') }}
    where collected_at is null or {{ happened_by_as_of('collected_at') }}

)

select
    items.*,
    case
        when items.announced_at is not null then 'announced'
        when items.shipped_at is not null then 'shipped'
        when items.agreed_at is not null then 'agreed'
        when items.prioritised_at is not null then 'prioritised'
        else 'open'
    end as state,
    coalesce(items.agreed_at, as_of.as_of_at) - interval '{{ var("feedback_window_days") }} days' as heard_after_at,
    coalesce(items.agreed_at, as_of.as_of_at) as heard_until_at,
    coalesce(items.shipped_at, as_of.as_of_at) as asked_until_at,
    coalesce(items.shipped_at + interval '90 days' <= as_of.as_of_at, false) as is_matured,
    coalesce(items.announced_at + interval '180 days' <= as_of.as_of_at, false) as is_answer_matured

from items
cross join {{ ref('as_of') }} as as_of
