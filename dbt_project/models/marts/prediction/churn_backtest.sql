select
    snapshot_date,
    customer_id,
    relation,
    churn_probability,
    baseline_probability,
    has_left

from {{ ref('int_risks_scored') }}
where not is_current
