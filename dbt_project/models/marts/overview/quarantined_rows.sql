select
    source,
    table_name,
    file,
    row_number,
    reasons

from {{ ref('quarantine') }}
