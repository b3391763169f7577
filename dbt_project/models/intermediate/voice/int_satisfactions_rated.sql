select
    response_id,
    item,
    customer_id,
    {%- for column in survey_attributes() %}
    {{ column }},
    {%- endfor %}
    quarter,
    nps_score,
    csat_score,
    score

from {{ ref('int_item_ratings_identified') }}
where question_type = 'satisfaction' and (nps_score is not null or csat_score is not null)
