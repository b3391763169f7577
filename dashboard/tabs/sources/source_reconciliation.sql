-- Raw tables, trouble first: rows unaccounted for, a quarantine above the limit of the run, an old load.
with tables as (
    select
        *,
        source || '.' || table_name as name,
        coalesce(unaccounted_row_count, 0) != 0 as is_lost,
        quarantined_row_count / nullif(cast(raw_row_count as double), 0) as quarantined_share,
        extract(epoch from cast($as_of as timestamp) - newest_loaded_at) / 86400 as age
    from marts.source_reconciliation
)

select
    *,
    coalesce(quarantined_share > $quarantine_max_share, false) as is_high,
    case when is_lost then 'critical' when quarantined_share > $quarantine_max_share then 'warning' end as level
from tables
order by
    is_lost desc,
    abs(coalesce(unaccounted_row_count, 0)) desc,
    coalesce(quarantined_share, 0) desc,
    coalesce(age, 0) desc,
    name asc
