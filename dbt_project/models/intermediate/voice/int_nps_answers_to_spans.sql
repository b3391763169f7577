with

answers as (

    select
        responses.response_id,
        responses.respondent_key,
        cells.cell_customer_id as customer_id,
        described.weight,
        {%- for column in survey_attributes() %}
        described.{{ column }},
        {%- endfor %}
        responses.survey_type,
        responses.touchpoint,
        responses.nps_score,
        responses.responded_at,
        responses.business_date

    from {{ ref('survey_responses') }} as responses
    left join {{ ref('int_customers_to_segment_cells') }} as cells
        on responses.customer_id = cells.customer_id
    inner join {{ ref('int_responses_described') }} as described
        on responses.response_id = described.response_id
    where responses.nps_score is not null

),

followed_answers as (

    select
        customer_id,
        weight,
        {%- for column in survey_attributes() %}
        {{ column }},
        {%- endfor %}
        survey_type,
        'all' as touchpoint,
        nps_score,
        business_date,
        lead(business_date) over (
            partition by survey_type, respondent_key order by responded_at, response_id
        ) as next_date
    from answers

    union all

    select
        customer_id,
        weight,
        {%- for column in survey_attributes() %}
        {{ column }},
        {%- endfor %}
        survey_type,
        touchpoint,
        nps_score,
        business_date,
        lead(business_date) over (
            partition by touchpoint, respondent_key order by responded_at, response_id
        ) as next_date
    from answers
    where survey_type = 'transactional' and touchpoint is not null and touchpoint != 'all'

),

spans as (

    select
        business_date,
        span_number

    from {{ ref('int_nps_dates_to_spans') }}

),

last_span as (

    select max(span_number) as span_number
    from spans

),

-- No window but all time is longer than a quarter: a later answer than that may stand in the last span of all.
spanned_answers as (

    select
        followed_answers.customer_id,
        followed_answers.weight,
        {%- for column in survey_attributes() %}
        followed_answers.{{ column }},
        {%- endfor %}
        followed_answers.survey_type,
        followed_answers.touchpoint,
        spans.span_number,
        case
            when followed_answers.next_date is null then 0
            when followed_answers.next_date > {{ add_days('followed_answers.business_date', 92) }}
                then last_span.span_number
            else next_spans.span_number
        end as next_span_number,
        followed_answers.nps_score

    from followed_answers
    cross join last_span
    inner join spans
        on followed_answers.business_date = spans.business_date
    left join spans as next_spans
        on followed_answers.next_date = next_spans.business_date

),

cells as (

    select
        customer_id,
        {%- for column in survey_attributes() %}
        {{ column }},
        {%- endfor %}
        survey_type,
        touchpoint,
        span_number,
        next_span_number,
        sum(weight) as weight_sum,
        sum(case when {{ is_promoter('nps_score') }} then weight else 0 end) as promoter_weight,
        sum(case when {{ is_detractor('nps_score') }} then weight else 0 end) as detractor_weight,
        sum({{ squared('weight') }}) as square_sum,
        count(*) as answer_count,
        {{ count_where(is_promoter('nps_score')) }} as promoter_count,
        {{ count_where(is_detractor('nps_score')) }} as detractor_count

    from spanned_answers
    group by
        customer_id,
        {%- for column in survey_attributes() %}
        {{ column }},
        {%- endfor %}
        survey_type,
        touchpoint,
        span_number,
        next_span_number

),

segmented as (

    {{ by_survey_segment('cells') }}

)

select
    survey_type,
    touchpoint,
    segment_type,
    segment_value,
    span_number,
    next_span_number,
    {{ whole_sum('answer_count') }} as answer_count,
    {{ whole_sum('promoter_count') }} as promoter_count,
    {{ whole_sum('detractor_count') }} as detractor_count,
    sum(weight_sum) as weight_sum,
    sum(promoter_weight) as promoter_weight,
    sum(detractor_weight) as detractor_weight,
    sum(square_sum) as square_sum

from segmented
group by survey_type, touchpoint, segment_type, segment_value, span_number, next_span_number
