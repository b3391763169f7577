-- What moved health scores most since the snapshot before: customers by main cause, and those it made fall to an alert.
select
    main_cause,
    count(*) as customer_count,
    sum(case when is_alert then 1 else 0 end) as fallen_count
from marts.customer_health
where
    snapshot_date = (select max(newest.snapshot_date) from marts.customer_health as newest)
    and main_cause is not null
group by main_cause
order by fallen_count desc, customer_count desc, main_cause asc
