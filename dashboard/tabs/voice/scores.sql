-- Respondents of one type of survey by score, of all months together and of the newest month with answers.
with answered as (
    select
        month,
        score,
        nps_band,
        response_count,
        max(case when response_count > 0 then month end) over () as newest
    from marts.nps_score_histogram
    where survey_type = $survey_type
),

spans as (
    select
        1 as place,
        'every_month' as span,
        score,
        nps_band,
        sum(response_count) as response_count,
        newest as month
    from answered
    group by score, nps_band, newest
    union all
    select
        2 as place,
        'newest_month' as span,
        score,
        nps_band,
        response_count,
        month
    from answered
    where month = newest
)

select
    span,
    score,
    nps_band,
    response_count,
    month
from spans
where month is not null
order by place, score
