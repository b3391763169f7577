with

-- The last of a lead's entries is where it stands.
standing as (

    select
        lead_id,
        stage,
        entered_at

    from {{ ref('int_leads_to_entries') }}
    where next_stage is null

),

joined as (

    select
        leads.lead_id,
        leads.customer_id,
        leads.company_id,
        leads.source,
        leads.created_at,
        standing.stage,
        standing.entered_at as stage_entered_at,
        standing.stage not in ('won', 'lost') as is_open,
        {{ days_passed('standing.entered_at', 'as_of.as_of_at') }} as days_there,
        leads.amount

    from {{ ref('int_leads_identified') }} as leads
    inner join standing
        on leads.lead_id = standing.lead_id
    cross join {{ ref('as_of') }} as as_of

)

select
    lead_id,
    customer_id,
    company_id,
    source,
    created_at,
    stage,
    stage_entered_at,
    case when is_open then days_there end as days_in_stage,
    is_open,
    is_open and days_there > {{ var('lead_window_days') }} as is_overdue,
    amount

from joined
