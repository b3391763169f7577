-- A survey may rate an item twice: the first question speaks.
select
    response_id,
    item,
    min(customer_id) as customer_id,
    {%- for column in survey_attributes() %}
    min({{ column }}) as {{ column }},
    {%- endfor %}
    min(quarter) as quarter,
    min(nps_score) as nps_score,
    min(csat_score) as csat_score,
    min_by(score, question_id) as score

from {{ ref('int_item_ratings_identified') }}
where question_type = 'satisfaction' and (nps_score is not null or csat_score is not null)
group by response_id, item
