-- All raw tables together.
select
    count(*) as table_count,
    coalesce(sum(raw_row_count), 0) as row_count,
    coalesce(sum(quarantined_row_count), 0) as quarantined_count,
    coalesce(sum(abs(unaccounted_row_count)), 0) as unaccounted_count
from marts.source_reconciliation
