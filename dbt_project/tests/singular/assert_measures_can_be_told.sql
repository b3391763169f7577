{%- set customer_segments = segment_types() | reject('equalto', 'all') | list -%}
{{ config(severity='warn', group='outreach', meta={'tells_rows': true, 'dagster': {'ref': {'name': 'measure_before_after'}}}) }}
-- Returns measures without an experiment of which no before and after is told, and why.
select
    'measure ' || measures.measure_id as measure,
    case
        when measures.ended_at < measures.started_at then 'ended_at lies before started_at'
        when measures.target is null then 'it names neither an experiment nor a target'
        when measures.target not in {{ before_after_metrics() }}
            then 'target is none of the daily metrics that can be compared'
        when dated.started_date > as_of.last_complete_date then 'its first day has not ended yet'
        when measures.target_segment_type is null or measures.target_segment_value is null
            then 'target_segment_type and target_segment_value must be given together'
        when measures.target = 'engagement_rate'
            then 'engagement_rate can be told by platform and account_id only'
        else 'the metric cannot be told by this target_segment_type: take one of {{ customer_segments | join(", ") }}'
    end as reason

from {{ ref('stg_messaging__measures') }} as measures
cross join {{ ref('as_of') }} as as_of
left join {{ ref('int_measures_dated') }} as dated
    on measures.measure_id = dated.measure_id
left join (select distinct measure_id from {{ ref('measure_before_after') }}) as told
    on measures.measure_id = told.measure_id
where
    measures.experiment_id is null
    and {{ happened_by_as_of('measures.started_at') }}
    and told.measure_id is null
