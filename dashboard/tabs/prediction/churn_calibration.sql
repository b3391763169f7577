-- Tenths of the hold-out rows by risk: what was told on average, and how many left.
select
    relation,
    cast(decile as varchar) as tenth,
    mean_probability,
    left_share,
    ci_low,
    ci_high,
    customer_count
from marts.churn_calibration
order by relation desc, decile asc
