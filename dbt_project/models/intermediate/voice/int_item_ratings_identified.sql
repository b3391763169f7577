with

responses as (

    select
        responses.response_id,
        responses.survey_id,
        cells.cell_customer_id as customer_id,
        {%- for column in survey_attributes() %}
        described.{{ column }},
        {%- endfor %}
        {{ quarter_of('responses.business_date') }} as quarter,
        responses.nps_score,
        responses.csat_score

    from {{ ref('survey_responses') }} as responses
    left join {{ ref('int_customers_to_segment_cells') }} as cells
        on responses.customer_id = cells.customer_id
    left join {{ ref('int_responses_described') }} as described
        on responses.response_id = described.response_id

),

questions as (

    select
        survey_id,
        question_id,
        question_type,
        item

    from {{ ref('stg_survey__questions') }}
    where question_type in ('satisfaction', 'importance', 'expectation') and item is not null

),

answers as (

    select
        response_id,
        question_id,
        score

    from {{ ref('stg_survey__answers') }}
    where score is not null

)

-- A survey may ask about an item twice: the first question with a score speaks.
select
    responses.response_id,
    min(responses.customer_id) as customer_id,
    {%- for column in survey_attributes() %}
    min(responses.{{ column }}) as {{ column }},
    {%- endfor %}
    min(responses.quarter) as quarter,
    min(responses.nps_score) as nps_score,
    min(responses.csat_score) as csat_score,
    questions.question_type,
    questions.item,
    cast({{ min_by('answers.score', 'answers.question_id') }} as integer) as score

from answers
inner join responses
    on answers.response_id = responses.response_id
inner join questions
    on
        responses.survey_id = questions.survey_id
        and answers.question_id = questions.question_id
group by responses.response_id, questions.question_type, questions.item
