select
    touches.touchpoint_id,
    responses.response_id,
    responses.csat_score

from {{ ref('int_touches_unioned') }} as touches
inner join {{ ref('survey_responses') }} as responses
    on
        touches.customer_id = responses.customer_id
        and responses.responded_at > touches.occurred_at
        and responses.responded_at <= touches.occurred_at + interval '7 days'
where responses.csat_score is not null
