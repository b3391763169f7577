with

-- The order is the way; lost lies off it.
stages as (

    select *
    from (
        values
        ('lead', 1),
        ('mql', 2),
        ('sql', 3),
        ('proposal', 4),
        ('won', 5)
    ) as stages (stage, stage_order)

),

reported as (

    select
        changes.lead_id,
        changes.stage_event_id,
        changes.stage,
        changes.changed_at

    from {{ ref('stg_crm__lead_stages') }} as changes
    inner join {{ ref('int_leads_identified') }} as leads
        on changes.lead_id = leads.lead_id
    where {{ happened_by_as_of('changes.changed_at') }}

),

first_reported as (

    select
        lead_id,
        min(changed_at) as changed_at

    from reported
    group by lead_id

),

-- Whoever came in without a stage on record came in as a lead.
changes as (

    select * from reported

    union all

    select
        leads.lead_id,
        '' as stage_event_id,
        'lead' as stage,
        leads.created_at as changed_at

    from {{ ref('int_leads_identified') }} as leads
    left join first_reported
        on leads.lead_id = first_reported.lead_id
    where coalesce(first_reported.changed_at > leads.created_at, true)

),

ordered as (

    select
        changes.*,
        stages.stage_order,
        row_number() over (
            partition by changes.lead_id order by changes.changed_at, changes.stage_event_id
        ) as change_number,
        coalesce(
            max(stages.stage_order) over (
                partition by changes.lead_id order by changes.changed_at, changes.stage_event_id
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as furthest_before,
        -- 0 where nothing but lost follows.
        coalesce(
            max(stages.stage_order) over (
                partition by changes.lead_id order by changes.changed_at, changes.stage_event_id
                rows between current row and unbounded following
            ), 0
        ) as furthest_after

    from changes
    left join stages
        on changes.stage = stages.stage

),

losses as (

    select
        lead_id,
        min(changed_at) as lost_at,
        min(change_number) as change_number

    from ordered
    where furthest_after = 0
    group by lead_id

),

entries as (

    select
        lead_id,
        stage,
        changed_at as entered_at,
        change_number,
        false as is_loss

    from ordered
    where stage_order > furthest_before

    union all

    select
        lead_id,
        'lost' as stage,
        lost_at as entered_at,
        change_number,
        true as is_loss

    from losses

)

select
    lead_id,
    stage,
    entered_at,
    lead(stage) over (partition by lead_id order by change_number) as next_stage,
    lead(entered_at) over (partition by lead_id order by change_number) as next_entered_at

from entries
