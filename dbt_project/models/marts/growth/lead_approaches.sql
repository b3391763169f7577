with

leads as (

    select
        lead_id,
        {{ quarter_of(business_date('created_at')) }} as created_quarter,
        stage = 'won' as is_won,
        stage = 'lost' as is_lost,
        case when not is_open then stage_entered_at end as decided_at

    from {{ ref('leads') }}

),

-- What was done once all was decided (a training for who had signed) decided nothing.
approaches as (

    select distinct
        leads.lead_id,
        activities.activity_type

    from {{ ref('stg_crm__activities') }} as activities
    inner join leads
        on activities.lead_id = leads.lead_id
    where
        {{ happened_by_as_of('activities.occurred_at') }}
        and coalesce(activities.occurred_at <= leads.decided_at, true)

),

any_approaches as (

    select
        lead_id,
        activity_type
    from approaches

    union

    select
        lead_id,
        'any' as activity_type
    from approaches

),

in_periods as (

    select
        'quarter' as period_type,
        created_quarter as period_start,
        lead_id,
        is_won,
        is_lost
    from leads

    union all

    select
        'all_time' as period_type,
        min(created_quarter) over () as period_start,
        lead_id,
        is_won,
        is_lost
    from leads

),

periods as (

    select
        period_type,
        period_start,
        count(*) as lead_count,
        {{ count_where('is_won') }} as won_count,
        {{ count_where('is_lost') }} as lost_count

    from in_periods
    group by period_type, period_start

),

approached as (

    select
        in_periods.period_type,
        in_periods.period_start,
        any_approaches.activity_type,
        count(*) as lead_count,
        {{ count_where('in_periods.is_won') }} as won_count,
        {{ count_where('in_periods.is_lost') }} as lost_count

    from in_periods
    inner join any_approaches
        on in_periods.lead_id = any_approaches.lead_id
    group by in_periods.period_type, in_periods.period_start, any_approaches.activity_type

),

compared as (

    select
        approached.*,
        approached.won_count + approached.lost_count as decided_count,
        periods.lead_count - approached.lead_count as rest_lead_count,
        periods.won_count - approached.won_count as rest_won_count,
        periods.lost_count - approached.lost_count as rest_lost_count,
        periods.won_count + periods.lost_count - approached.won_count - approached.lost_count as rest_decided_count

    from approached
    inner join periods
        on
            approached.period_type = periods.period_type
            and approached.period_start = periods.period_start

)

select
    period_type,
    period_start,
    activity_type,
    lead_count,
    won_count,
    lost_count,
    lead_count - decided_count as open_count,
    {{ ratio('won_count', 'decided_count') }} as win_rate,
    {{ wilson_low('won_count', 'decided_count') }} as ci_low,
    {{ wilson_high('won_count', 'decided_count') }} as ci_high,
    rest_lead_count,
    rest_won_count,
    rest_lost_count,
    rest_lead_count - rest_decided_count as rest_open_count,
    {{ ratio('rest_won_count', 'rest_decided_count') }} as rest_win_rate,
    {{ wilson_low('rest_won_count', 'rest_decided_count') }} as rest_ci_low,
    {{ wilson_high('rest_won_count', 'rest_decided_count') }} as rest_ci_high

from compared
