-- Each row in quarantine now.
select
    source,
    table_name,
    file,
    row_number,
    reasons,
    1 as numerator
from marts.quarantined_rows
where $month = date_trunc('month', timezone($zone, timezone('UTC', $as_of)))
order by source, table_name, file, row_number
