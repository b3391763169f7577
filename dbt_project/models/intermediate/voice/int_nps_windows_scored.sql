with

periods as (

    select *
    from {{ ref('int_nps_periods_listed') }}

),

windows as (

    select
        period_start as window_start,
        period_end as window_end
    from periods

    union

    select
        previous_start as window_start,
        previous_end as window_end
    from periods
    where previous_start is not null

),

answers as (

    select
        response_id,
        respondent_key,
        customer_id,
        survey_type,
        touchpoint,
        nps_score,
        responded_at,
        business_date

    from {{ ref('survey_responses') }}
    where nps_score is not null

),

answers_by_touchpoint as (

    select
        response_id,
        respondent_key,
        customer_id,
        survey_type,
        'all' as touchpoint,
        nps_score,
        responded_at,
        business_date
    from answers

    union all

    select
        response_id,
        respondent_key,
        customer_id,
        survey_type,
        touchpoint,
        nps_score,
        responded_at,
        business_date
    from answers
    where survey_type = 'transactional' and touchpoint is not null and touchpoint != 'all'

),

-- Of one respondent's answers in a window the latest counts.
numbered_answers as (

    select
        windows.window_start,
        windows.window_end,
        answers.survey_type,
        answers.touchpoint,
        answers.customer_id,
        answers.nps_score,
        row_number() over (
            partition by
                windows.window_start, windows.window_end,
                answers.survey_type, answers.touchpoint, answers.respondent_key
            order by answers.responded_at desc, answers.response_id desc
        ) as answer_number

    from windows
    inner join answers_by_touchpoint as answers
        on answers.business_date between windows.window_start and windows.window_end

),

latest_answers as (

    select *
    from numbered_answers
    where answer_number = 1

),

segmented as (

    {{ by_segment('latest_answers') }}

),

counted as (

    select
        window_start,
        window_end,
        survey_type,
        touchpoint,
        segment_type,
        segment_value,
        count(*) as response_count,
        {{ count_where('nps_score >= 9') }} as promoter_count,
        {{ count_where('nps_score between 7 and 8') }} as passive_count,
        {{ count_where('nps_score <= 6') }} as detractor_count

    from segmented
    group by window_start, window_end, survey_type, touchpoint, segment_type, segment_value

),

shares as (

    select
        *,
        {{ ratio('promoter_count', 'response_count') }} as promoter_share,
        {{ ratio('detractor_count', 'response_count') }} as detractor_share,
        {{ ratio('promoter_count - detractor_count', 'response_count') }} as net_share

    from counted

)

select
    window_start,
    window_end,
    survey_type,
    touchpoint,
    segment_type,
    segment_value,
    response_count,
    promoter_count,
    passive_count,
    detractor_count,
    100 * net_share as nps,
    -- A variance of 0 may come out a hair below it.
    100 * sqrt(
        greatest(promoter_share + detractor_share - net_share * net_share, 0) / response_count
    ) as standard_error

from shares
