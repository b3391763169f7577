-- Raw rows in quarantine, over all tables.
select
    sum(quarantined_row_count) as value,
    sum(raw_row_count) as raw_row_count,
    sum(quarantined_row_count) / nullif(cast(sum(raw_row_count) as double), 0) as quarantined_share
from marts.source_reconciliation
