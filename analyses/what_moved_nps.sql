-- What moved the NPS of the last complete quarter: which group of customers lifted it, which pulled it down?
--
-- One row per segment and value. A group's points are its promoters less its detractors per answer of the whole, so
-- that within each segment type the points of a quarter, and their changes, add up to the NPS and its change.
with

quarters as (

    select
        period_start,
        segment_type,
        segment_value,
        response_count,
        promoter_count,
        detractor_count,
        dense_rank() over (order by period_start desc) as quarters_ago

    from {{ ref('nps') }}
    where
        period_type = 'quarter'
        and survey_type = 'relational'
        and touchpoint = 'all'
        and is_complete

),

points as (

    select
        segments.quarters_ago,
        segments.segment_type,
        segments.segment_value,
        segments.response_count,
        100.0 * (segments.promoter_count - segments.detractor_count) / totals.response_count as nps_points

    from quarters as segments
    inner join quarters as totals
        on
            segments.quarters_ago = totals.quarters_ago
            and totals.segment_type = 'all'
    where
        segments.quarters_ago <= 2
        and segments.segment_type != 'all'

)

select
    segment_type,
    segment_value,
    coalesce(sum(case when quarters_ago = 1 then response_count end), 0) as response_count,
    coalesce(sum(case when quarters_ago = 1 then nps_points end), 0) as nps_points,
    coalesce(sum(case when quarters_ago = 1 then nps_points end), 0)
    - coalesce(sum(case when quarters_ago = 2 then nps_points end), 0) as change_in_points

from points
group by segment_type, segment_value
order by segment_type asc, abs(
    coalesce(sum(case when quarters_ago = 1 then nps_points end), 0)
    - coalesce(sum(case when quarters_ago = 2 then nps_points end), 0)
) desc, segment_value
