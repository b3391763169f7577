{{ config(meta={'dagster': {'ref': {'name': 'source_reconciliation'}}}) }}
-- Returns raw tables of which rows are lost (positive) or counted twice (negative): a fault of the warehouse itself.
select
    source,
    table_name,
    raw_row_count,
    unaccounted_row_count

from {{ ref('source_reconciliation') }}
where unaccounted_row_count != 0
