with

spans as (

    select
        span_number,
        min(business_date) as first_date

    from {{ ref('int_nps_dates_to_spans') }}
    group by span_number

),

windows_to_spans as (

    select
        windows.window_start,
        windows.window_end,
        spans.span_number

    from {{ ref('int_nps_periods_to_windows') }} as windows
    inner join spans
        on spans.first_date between windows.window_start and windows.window_end

),

answers as (

    select *
    from {{ ref('int_nps_answers_to_spans') }}

),

-- Of one respondent's answers in a window the latest counts: the one whose next answer lies outside.
counted as (

    select
        windows.window_start,
        windows.window_end,
        answers.survey_type,
        answers.touchpoint,
        answers.segment_type,
        answers.segment_value,
        {{ whole_sum('answers.answer_count') }} as response_count,
        {{ whole_sum('answers.promoter_count') }} as promoter_count,
        {{ whole_sum('answers.detractor_count') }} as detractor_count,
        sum(answers.weight_sum) as weight_sum,
        sum(answers.promoter_weight) as promoter_weight,
        sum(answers.detractor_weight) as detractor_weight,
        sum(answers.square_sum) as square_sum

    from answers
    inner join windows_to_spans as windows
        on answers.span_number = windows.span_number
    left join windows_to_spans as next_windows
        on
            answers.next_span_number = next_windows.span_number
            and windows.window_start = next_windows.window_start
            and windows.window_end = next_windows.window_end
    where next_windows.span_number is null
    group by
        windows.window_start,
        windows.window_end,
        answers.survey_type,
        answers.touchpoint,
        answers.segment_type,
        answers.segment_value

),

shares as (

    select
        *,
        {{ ratio('promoter_count', 'response_count') }} as promoter_share,
        {{ ratio('detractor_count', 'response_count') }} as detractor_share,
        {{ ratio('promoter_count - detractor_count', 'response_count') }} as net_share,
        {{ ratio('promoter_weight + detractor_weight', 'weight_sum') }} as weighted_sure_share,
        {{ ratio('promoter_weight - detractor_weight', 'weight_sum') }} as weighted_net_share,
        -- As many respondents of one weight as tell as much (Kish 1965).
        {{ ratio(squared('weight_sum'), 'square_sum') }} as effective_count

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
    response_count - promoter_count - detractor_count as passive_count,
    detractor_count,
    100 * net_share as nps,
    -- A variance of 0 may come out a hair below it.
    100 * sqrt(
        greatest(promoter_share + detractor_share - net_share * net_share, 0) / response_count
    ) as standard_error,
    -- Doubles add up to a hair's difference in another order of rows, which rounding takes away.
    {{ rounded('100 * weighted_net_share', 9) }} as nps_weighted,
    {{ rounded(
        "100 * sqrt(greatest(weighted_sure_share - " ~ squared('weighted_net_share') ~ ", 0) / effective_count)", 9
    ) }} as weighted_standard_error

from shares
