-- How healthy the relation was at the end of each month and is now, by parts.
select
    customer_id,
    snapshot_date,
    score,
    score_change,
    band,
    usage_frequency_part,
    feature_use_part,
    purchase_rhythm_part,
    churn_risk_part,
    support_part,
    voice_part,
    response_part,
    main_cause
from marts.customer_health
where customer_id in (select unnest($customers))
qualify row_number() over (partition by customer_id order by snapshot_date desc) <= $snapshots
order by customer_id asc, snapshot_date desc
