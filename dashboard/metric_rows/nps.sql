-- Each respondent's last answer of the month in the relational surveys: 1 promoter, 0 passive, -1 detractor.
select
    response_id,
    customer_id,
    responded_at,
    nps_score,
    case when nps_score >= 9 then 1 when nps_score <= 6 then -1 else 0 end as numerator,
    1 as denominator
from marts.survey_responses
where
    survey_type = 'relational'
    and nps_score is not null
    and date_trunc('month', business_date) = $month
qualify row_number() over (partition by respondent_key order by responded_at desc, response_id desc) = 1
order by response_id
