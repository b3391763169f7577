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
        csat_score >= 4 as is_top_box,
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
        ces_score >= 6 as is_top_box,
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
        is_top_box,
        response_count
    from metric_counts

    union all

    select
        month,
        metric,
        survey_type,
        touchpoint,
        score,
        is_top_box,
        response_count
    from metric_counts
    where survey_type = 'transactional' and touchpoint is not null and touchpoint != 'all'

),

totals as (

    select
        month,
        metric,
        survey_type,
        touchpoint,
        {{ whole_sum('response_count') }} as response_count,
        {{ whole_sum('score * response_count') }} as score_sum,
        {{ whole_sum('case when is_top_box then response_count else 0 end') }} as top_box_count

    from counts_by_touchpoint
    group by month, metric, survey_type, touchpoint

)

select
    month,
    metric,
    survey_type,
    touchpoint,
    response_count,
    {{ ratio('score_sum', 'response_count') }} as mean_score,
    {{ ratio('top_box_count', 'response_count') }} as top_box_share,
    {{ wilson_low('top_box_count', 'response_count') }} as ci_low,
    {{ wilson_high('top_box_count', 'response_count') }} as ci_high

from totals
