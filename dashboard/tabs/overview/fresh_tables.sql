-- Raw tables with a load in the seven days before the date of the figures.
select
    case
        when count(newest_loaded_at) > 0
            then sum(case when newest_loaded_at >= cast($as_of as timestamp) - interval '7' day then 1 else 0 end)
    end as value,
    count(*) as table_count,
    max(newest_loaded_at) as newest_loaded_at
from marts.source_reconciliation
