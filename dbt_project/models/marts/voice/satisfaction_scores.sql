with

responses as (

    select
        {{ month_of('business_date') }} as month,
        survey_type,
        touchpoint,
        csat_score,
        ces_score

    from {{ ref('survey_responses') }}
    where csat_score is not null or ces_score is not null

),

-- How many answers gave which score, so that what follows reads few rows.
score_counts as (

    select
        month,
        survey_type,
        touchpoint,
        csat_score,
        ces_score,
        count(*) as response_count

    from responses
    group by month, survey_type, touchpoint, csat_score, ces_score

),

metric_counts as (

    select
        month,
        'csat' as metric,
        survey_type,
        touchpoint,
        csat_score as score,
        response_count
    from score_counts
    where csat_score is not null

    union all

    select
        month,
        'ces' as metric,
        survey_type,
        touchpoint,
        ces_score as score,
        response_count
    from score_counts
    where ces_score is not null

),

counts_by_touchpoint as (

    select
        month,
        metric,
        survey_type,
        'all' as touchpoint,
        score,
        response_count
    from metric_counts

    union all

    select
        month,
        metric,
        survey_type,
        touchpoint,
        score,
        response_count
    from metric_counts
    where survey_type = 'transactional' and touchpoint is not null and touchpoint != 'all'

),

totals as (

    select
        counts.month,
        counts.metric,
        counts.survey_type,
        counts.touchpoint,
        {{ whole_sum('counts.response_count') }} as response_count,
        {{ whole_sum('counts.score * counts.response_count') }} as score_sum,
        {{ whole_sum('case when counts.score >= scales.top_box_from then counts.response_count else 0 end') }}
            as top_box_count

    from counts_by_touchpoint as counts
    inner join {{ ref('question_scales') }} as scales
        on counts.metric = scales.question_type
    group by counts.month, counts.metric, counts.survey_type, counts.touchpoint

)

select
    month,
    metric,
    survey_type,
    touchpoint,
    response_count,
    score_sum,
    {{ ratio('score_sum', 'response_count') }} as mean_score,
    top_box_count,
    {{ ratio('top_box_count', 'response_count') }} as top_box_share,
    {{ wilson_low('top_box_count', 'response_count') }} as ci_low,
    {{ wilson_high('top_box_count', 'response_count') }} as ci_high

from totals
