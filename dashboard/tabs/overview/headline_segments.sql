-- Every headline figure by month and segment, the NPS with its interval: each metric's newest $months months; of each
-- way to split customers the $segments segments with the most customers, the unknown one always.
with sizes as (
    select
        kpis.segment_type,
        kpis.segment_value,
        max(kpis.value) filter (where kpis.metric = 'customer_count') as customer_count
    from marts.kpis as kpis
    group by kpis.segment_type, kpis.segment_value
),

segments as (
    select
        *,
        row_number() over (
            partition by segment_type
            order by (segment_value = 'unknown') desc, customer_count desc nulls last, segment_value asc
        ) as segment_place,
        count(*) over (partition by segment_type) as segment_count
    from sizes
),

months as (
    select
        *,
        dense_rank() over (partition by metric order by month desc) as month_place
    from marts.kpis
)

select
    months.metric,
    months.month,
    months.segment_type,
    months.segment_value,
    segments.segment_place,
    segments.segment_count,
    months.value,
    months.previous_value,
    months.change,
    months.change_p_value,
    months.target,
    months.is_complete,
    months.numerator,
    months.denominator,
    nps.ci_low,
    nps.ci_high
from months
inner join segments
    on
        months.segment_type = segments.segment_type
        and months.segment_value = segments.segment_value
left join marts.nps as nps
    on
        months.metric = 'nps'
        and months.month = nps.period_start
        and nps.period_type = 'month'
        and nps.survey_type = 'relational'
        and nps.touchpoint = 'all'
        and months.segment_type = nps.segment_type
        and months.segment_value = nps.segment_value
where months.month_place <= $months and segments.segment_place <= $segments
order by months.metric, months.segment_type, segments.segment_place, months.month
