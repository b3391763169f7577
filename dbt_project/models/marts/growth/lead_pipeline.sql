{%- set window = "interval '" ~ 24 * var('lead_window_days') ~ " hours'" -%}
with

entries as (

    select
        entries.stage,
        coalesce(leads.source, 'unknown') as source,
        {{ month_of(business_date('entries.entered_at')) }} as month,
        leads.customer_id is not null as is_customer,
        leads.stage = 'won' as is_won,
        entries.next_stage = 'lost' as is_lost,
        entries.next_stage is null as is_last,
        coalesce(leads.amount, 0) as amount,
        entries.entered_at + {{ window }} <= as_of.as_of_at as is_matured,
        entries.next_entered_at <= entries.entered_at + {{ window }} as is_in_time,
        {{ days_passed('entries.entered_at', 'entries.next_entered_at') }} as days_there

    from {{ ref('int_leads_to_entries') }} as entries
    inner join {{ ref('leads') }} as leads
        on entries.lead_id = leads.lead_id
    cross join {{ ref('as_of') }} as as_of

),

moves as (

    select
        *,
        not is_last and not is_lost as is_advanced

    from entries

),

counted as (

    select
        month,
        stage,
        source,
        stage not in ('won', 'lost') as can_advance,
        count(*) as entered_count,
        {{ count_where('is_customer') }} as known_customer_count,
        {{ count_where('is_advanced') }} as advanced_count,
        {{ count_where('is_lost') }} as lost_count,
        {{ count_where('is_last') }} as open_count,
        {{ count_where('is_won') }} as won_count,
        {{ count_where('is_matured') }} as matured_entered_count,
        {{ count_where('is_matured and is_advanced and is_in_time') }} as matured_advanced_count,
        percentile_cont(0.5) within group (order by days_there) as median_days_in_stage,
        {{ money('sum(amount)') }} as entered_amount,
        {{ money('sum(case when is_last then amount else 0 end)') }} as open_amount

    from moves
    group by month, stage, source

)

select
    month,
    stage,
    source,
    entered_count,
    known_customer_count,
    case when can_advance then advanced_count end as advanced_count,
    case when can_advance then lost_count end as lost_count,
    case when can_advance then open_count end as open_count,
    case when can_advance then won_count end as won_count,
    case when can_advance then matured_entered_count end as matured_entered_count,
    case when can_advance then matured_advanced_count end as matured_advanced_count,
    case
        when can_advance then {{ ratio('matured_advanced_count', 'matured_entered_count') }}
    end as conversion_rate,
    case when can_advance then median_days_in_stage end as median_days_in_stage,
    entered_amount,
    case when can_advance then open_amount end as open_amount

from counted
