with

-- Each value behind its length, so that no two rows of values read alike.
respondents as (

    select
        response_id,
        survey_id,
        weight,
        {{ joined_texts(
            "coalesce(cast(length(value) as " ~ type_text() ~ ") || ':' || value, '-')", ',', 'attribute'
        ) }} as traits

    from {{ ref('int_respondents_to_traits') }}
    group by response_id, survey_id, weight

)

-- Respondents of a survey who are alike in all that is weighted are one cell, and are given one weight.
select
    response_id,
    survey_id,
    weight,
    dense_rank() over (order by survey_id, weight, traits) as cell_number

from respondents
