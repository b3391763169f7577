{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'data_checks'}}}) }}
-- Returns what looks odd in the landing tables without stopping anything.
select
    source,
    table_name,
    column_name,
    check_name,
    row_count,
    of_count,
    message

from {{ ref('data_checks') }}
where not is_critical
