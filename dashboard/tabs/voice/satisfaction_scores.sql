-- CSAT and CES by month with their intervals, of the $choices pairs of metric and survey type with most answers.
with ranked as (
    select
        metric,
        survey_type,
        sum(response_count) as response_count,
        row_number() over (order by sum(response_count) desc, metric asc, survey_type asc) as place
    from marts.satisfaction_scores
    where touchpoint = 'all'
    group by metric, survey_type
)

select
    ranked.metric || ' ' || ranked.survey_type as choice,
    ranked.metric,
    ranked.survey_type,
    scores.month,
    scores.top_box_share,
    scores.ci_low,
    scores.ci_high,
    scores.mean_score,
    scores.response_count
from marts.satisfaction_scores as scores
inner join ranked on scores.metric = ranked.metric and scores.survey_type = ranked.survey_type
where scores.touchpoint = 'all' and ranked.place <= $choices
order by
    case ranked.metric when 'csat' then 1 else 2 end,
    ranked.place,
    scores.month
