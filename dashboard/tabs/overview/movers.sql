-- Which shares and scores moved since the month before by more than chance, best and worst first, and which segment
-- moved them most. What a segment contributed is what its numerator is above the total's rate of the month before, of
-- the total's base, less the same a month earlier: over a way to split customers these add up to the change. Named is
-- the segment that contributed most beyond its share of the base.
with told as (
    select
        *,
        row_number() over (partition by metric order by month desc) as place
    from marts.kpis
    where segment_type = 'all' and is_complete and value is not null
),

moved as (
    select
        told.metric,
        told.month,
        told.value,
        told.previous_value,
        told.change,
        told.change_p_value,
        told.denominator,
        metrics.direction = 'up' as is_up_better,
        before.numerator / before.denominator as rate_before,
        before.denominator as denominator_before,
        told.change / (told.numerator / told.denominator - before.numerator / before.denominator) as scale
    from told
    inner join marts.metrics as metrics
        on told.metric = metrics.metric
    inner join marts.kpis as before
        on
            told.metric = before.metric
            and before.segment_type = 'all'
            and told.month = before.month + interval 1 month
    where told.place = 1 and told.change_p_value < 0.05 and told.change != 0
),

segments as (
    select
        moved.metric,
        parts.segment_type,
        parts.segment_value,
        coalesce(sum(parts.numerator) filter (where parts.month = moved.month), 0) as numerator,
        coalesce(sum(parts.denominator) filter (where parts.month = moved.month), 0) as denominator,
        coalesce(sum(parts.numerator) filter (where parts.month < moved.month), 0) as numerator_before,
        coalesce(sum(parts.denominator) filter (where parts.month < moved.month), 0) as denominator_before
    from moved
    inner join marts.kpis as parts
        on
            moved.metric = parts.metric
            and parts.segment_type != 'all'
            and parts.month in (moved.month, moved.month - interval 1 month)
    group by moved.metric, parts.segment_type, parts.segment_value
),

contributions as (
    select
        segments.metric,
        segments.segment_type,
        segments.segment_value,
        segments.denominator / moved.denominator as base_share,
        moved.scale * (
            (segments.numerator - moved.rate_before * segments.denominator) / moved.denominator
            - (segments.numerator_before - moved.rate_before * segments.denominator_before)
            / moved.denominator_before
        ) as contribution,
        moved.change
    from segments
    inner join moved
        on segments.metric = moved.metric
),

placed as (
    select
        *,
        row_number() over (
            partition by metric
            order by
                (contribution - base_share * change) * sign(change) desc, segment_type asc, segment_value asc
        ) as place
    from contributions
    where segment_value != 'unknown'
)

select
    moved.metric,
    moved.month,
    moved.previous_value,
    moved.value,
    moved.change,
    moved.change_p_value,
    case when (moved.change > 0) = moved.is_up_better then 'better' else 'worse' end as turn,
    coalesce(placed.segment_type, 'not_cut') as segment_type,
    coalesce(placed.segment_value, 'not_cut') as segment_value,
    placed.contribution,
    placed.base_share
from moved
left join placed
    on moved.metric = placed.metric and placed.place = 1
order by
    row_number() over (
        partition by (moved.change > 0) = moved.is_up_better order by moved.change_p_value asc, moved.metric asc
    ) asc,
    turn asc
