-- Each answer of the month in the transactional surveys that has a score.
select
    response_id,
    customer_id,
    responded_at,
    ces_score as numerator,
    1 as denominator
from marts.survey_responses
where
    survey_type = 'transactional'
    and ces_score is not null
    and date_trunc('month', business_date) = $month
order by response_id
