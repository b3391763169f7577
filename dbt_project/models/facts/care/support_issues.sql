with

issues as (

    select *
    from {{ ref('int_tickets_to_issues') }}

),

-- Business time that had passed at each moment, in microseconds: what lies between two is a difference.
moments as (

    select
        moment,
        business_micros

    from {{ ref('int_moments_to_business_time') }}

),

timed as (

    select
        issues.*,
        {%- for end in ['responded', 'resolved', 'today'] %}
        case
            when {{ end }}.business_micros > opened.business_micros
                then {{ end }}.business_micros - opened.business_micros
            when {{ end }}.business_micros is not null then 0
        end as {{ end }}_micros,
        {%- endfor %}
        cast(targets.first_response_minutes as bigint) * 60000000 as response_target,
        cast(targets.resolution_minutes as bigint) * 60000000 as resolution_target

    from issues
    cross join {{ ref('as_of') }} as as_of
    left join moments as opened
        on issues.opened_at = opened.moment
    left join moments as responded
        on issues.first_responded_at = responded.moment
    left join moments as resolved
        on issues.resolved_at = resolved.moment
    left join moments as today
        on as_of.as_of_at = today.moment
    -- The target without a priority serves the issues without one.
    left join {{ ref('sla_targets') }} as targets
        on coalesce(issues.priority, '') = coalesce(targets.priority, '')

)

select
    issue_id,
    customer_id,
    topic,
    priority,
    opened_at,
    {{ business_date('opened_at') }} as opened_date,
    first_responded_at,
    resolved_at,
    ticket_count,
    channels,
    {{ ratio(epoch_micros('first_responded_at') ~ ' - ' ~ epoch_micros('opened_at'), '60000000') }}
        as first_response_minutes,
    {{ ratio(epoch_micros('resolved_at') ~ ' - ' ~ epoch_micros('opened_at'), '60000000') }} as resolution_minutes,
    {{ ratio('responded_micros', '60000000') }} as first_response_business_minutes,
    {{ ratio('resolved_micros', '60000000') }} as resolution_business_minutes,
    -- A promise is broken once its time is over; whether it is kept shows when it is answered. What was solved without
    -- an answer on record says nothing, and nobody waits for the answer to a contact that the company began.
    case
        when is_proactive then null
        when first_responded_at is not null then responded_micros <= response_target
        when resolved_at is null and today_micros > response_target then false
    end as is_first_response_in_sla,
    case
        when is_proactive then null
        when resolved_at is not null then resolved_micros <= resolution_target
        when today_micros > resolution_target then false
    end as is_resolution_in_sla,
    reopened_count,
    is_proactive,
    csat_score

from timed
