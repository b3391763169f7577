-- How things stand with the customer.
select
    customer_id,
    health_score,
    health_band,
    health_change,
    health_main_cause,
    last_contact_type,
    last_activity_type,
    open_issue_count,
    issue_count_365d,
    reopened_issue_count_365d,
    latest_nps_score,
    latest_csat_score,
    timezone($zone, timezone('UTC', last_contact_at)) as last_contact,
    timezone($zone, timezone('UTC', last_session_at)) as last_visit,
    cast(timezone($zone, timezone('UTC', latest_nps_at)) as date) as nps_answered
from marts.customer_360
where customer_id in (select unnest($customers))
