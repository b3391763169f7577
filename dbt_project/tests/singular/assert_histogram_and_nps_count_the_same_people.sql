{{ config(meta={'dagster': {'ref': {'name': 'nps_score_histogram'}}}) }}
-- Returns months and survey types in which promoters, passives or detractors of the histogram are not those of mart nps.
with

counted as (

    select
        month,
        survey_type,
        sum(case when {{ is_promoter('score') }} then response_count else 0 end) as promoter_count,
        sum(case when {{ nps_band('score') }} = 'passive' then response_count else 0 end) as passive_count,
        sum(case when {{ is_detractor('score') }} then response_count else 0 end) as detractor_count

    from {{ ref('nps_score_histogram') }}
    group by month, survey_type

),

scored as (

    select
        period_start as month,
        survey_type,
        promoter_count,
        passive_count,
        detractor_count

    from {{ ref('nps') }}
    where period_type = 'month' and touchpoint = 'all' and segment_type = 'all'

)

select
    coalesce(counted.month, scored.month) as month,
    coalesce(counted.survey_type, scored.survey_type) as survey_type,
    counted.promoter_count as histogram_promoters,
    scored.promoter_count as nps_promoters,
    counted.passive_count as histogram_passives,
    scored.passive_count as nps_passives,
    counted.detractor_count as histogram_detractors,
    scored.detractor_count as nps_detractors

from counted
full outer join scored
    on
        counted.month = scored.month
        and counted.survey_type = scored.survey_type
where
    coalesce(counted.promoter_count, -1) != coalesce(scored.promoter_count, -1)
    or coalesce(counted.passive_count, -1) != coalesce(scored.passive_count, -1)
    or coalesce(counted.detractor_count, -1) != coalesce(scored.detractor_count, -1)
