-- What the customer answered lately, and wrote.
select
    customer_id,
    survey_type,
    touchpoint,
    nps_score,
    csat_score,
    ces_score,
    comment,
    timezone($zone, timezone('UTC', responded_at)) as answered
from marts.survey_responses
where customer_id in (select unnest($customers))
qualify row_number() over (partition by customer_id order by responded_at desc, response_id desc) <= $answers
order by customer_id asc, responded_at desc, response_id desc
