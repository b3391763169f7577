{#- By whom and by what the facts of a metric can be told apart. -#}
{%- set customer_segments = "'" ~ segment_types() | reject('equalto', 'all') | join("', '") ~ "'" -%}
with

measures as (

    select
        measures.measure_number,
        measures.measure_id,
        measures.name,
        measures.target as metric,
        coalesce(measures.target_segment_type, 'all') as segment_type,
        coalesce(measures.target_segment_value, 'all') as segment_value,
        measures.started_date,
        coalesce(
            measures.ended_date, {{ add_days('measures.started_date', var('measure_window_days') - 1) }}
        ) as planned_date

    from {{ ref('int_measures_dated') }} as measures
    where
        measures.experiment_id is null
        and measures.target in {{ before_after_metrics() }}
        and case
            when measures.target_segment_type is null and measures.target_segment_value is null then true
            when measures.target_segment_type is null or measures.target_segment_value is null then false
            when measures.target_segment_type = 'all' then measures.target_segment_value = 'all'
            when measures.target = 'engagement_rate'
                then measures.target_segment_type in ('platform', 'account_id')
            else measures.target_segment_type in ({{ customer_segments }})
        end

),

bounded as (

    select
        measures.*,
        least(measures.planned_date, as_of.last_complete_date) as after_end

    from measures
    cross join {{ ref('as_of') }} as as_of
    where measures.started_date <= least(measures.planned_date, as_of.last_complete_date)

),

counted as (

    select
        bounded.*,
        {{ days_between('started_date', 'after_end') }} + 1 as day_count,
        -- Whole weeks, so that both windows have the same weekdays.
        {{ days_between('started_date', 'after_end') }} + 7
        - mod({{ days_between('started_date', 'after_end') }}, 7) as shift_days

    from bounded

)

select
    counted.measure_number,
    counted.measure_id,
    counted.name,
    comparisons.comparison,
    counted.metric,
    counted.segment_type,
    counted.segment_value,
    {{ add_days('counted.started_date', '-counted.shift_days * (comparisons.place + 1)') }} as before_start,
    {{ add_days('counted.after_end', '-counted.shift_days * (comparisons.place + 1)') }} as before_end,
    {{ add_days('counted.started_date', '-counted.shift_days * comparisons.place') }} as after_start,
    {{ add_days('counted.after_end', '-counted.shift_days * comparisons.place') }} as after_end,
    counted.day_count,
    counted.after_end = counted.planned_date as is_complete

from counted
cross join (values ('measure', 0), ('placebo', 1)) as comparisons (comparison, place)
