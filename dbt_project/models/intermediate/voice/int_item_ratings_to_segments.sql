with

cells as (

    select
        customer_id,
        {%- for column in survey_attributes() %}
        {{ column }},
        {%- endfor %}
        quarter,
        question_type,
        item,
        count(*) as rating_count,
        {{ whole_sum('score') }} as score_sum

    from {{ ref('int_item_ratings_identified') }}
    where question_type in ('satisfaction', 'importance')
    group by {% for column in survey_attributes() %}{{ column }}, {% endfor %}customer_id, quarter, question_type, item

),

segmented as (

    {{ by_survey_segment('cells') }}

)

select
    quarter,
    item,
    segment_type,
    segment_value,
    {{ ratio(
        "sum(case when question_type = 'satisfaction' then score_sum end)",
        "sum(case when question_type = 'satisfaction' then rating_count end)"
    ) }} as performance,
    {{ ratio(
        "sum(case when question_type = 'importance' then score_sum end)",
        "sum(case when question_type = 'importance' then rating_count end)"
    ) }} as stated_importance

from segmented
group by quarter, item, segment_type, segment_value
