{{ config(meta={'dagster': {'ref': {'name': 'data_checks'}}}) }}
-- Returns what is wrong in the landing tables and would give silently wrong figures.
select
    source,
    table_name,
    column_name,
    check_name,
    row_count,
    of_count,
    message

from {{ ref('data_checks') }}
where is_critical
