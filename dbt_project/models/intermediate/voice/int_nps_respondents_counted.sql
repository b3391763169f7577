with

celled as (

    select
        response_id,
        survey_id,
        cell_number

    from {{ ref('int_respondents_celled') }}

),

targeted_types as (

    select distinct surveys.survey_type

    from {{ ref('stg_survey__surveys') }} as surveys
    inner join {{ ref('survey_targets') }} as targets
        on surveys.survey_id = targets.survey_id

),

answers as (

    select
        responses.response_id,
        cells.cell_customer_id as customer_id,
        {%- for column in survey_attributes() %}
        described.{{ column }},
        {%- endfor %}
        responses.survey_type,
        celled.survey_id,
        celled.cell_number,
        responses.nps_score,
        responses.business_date,
        lead(responses.business_date) over (
            partition by responses.survey_type, responses.respondent_key
            order by responses.responded_at, responses.response_id
        ) as next_date

    from {{ ref('survey_responses') }} as responses
    inner join targeted_types
        on responses.survey_type = targeted_types.survey_type
    left join {{ ref('int_customers_to_segment_cells') }} as cells
        on responses.customer_id = cells.customer_id
    inner join {{ ref('int_responses_described') }} as described
        on responses.response_id = described.response_id
    left join celled
        on responses.response_id = celled.response_id
    where responses.nps_score is not null

),

periods as (

    select distinct
        period_start,
        period_end

    from {{ ref('int_nps_periods_listed') }}

)

-- Of one respondent's answers in a period the latest counts. Respondents of surveys without targets are in no cell.
select
    periods.period_start,
    periods.period_end,
    answers.survey_type,
    answers.response_id,
    answers.customer_id,
    {%- for column in survey_attributes() %}
    answers.{{ column }},
    {%- endfor %}
    answers.survey_id,
    answers.cell_number,
    answers.nps_score

from periods
inner join answers
    on
        answers.business_date between periods.period_start and periods.period_end
        and coalesce(answers.next_date > periods.period_end, true)
