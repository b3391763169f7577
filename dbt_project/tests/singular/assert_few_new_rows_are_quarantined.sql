{{ config(meta={'dagster': {'ref': {'name': 'quarantine'}}}) }}
-- Returns raw tables of which too many rows are broken among the files that no refresh has published yet. A handful
-- (quarantine_min_rows) never stops a refresh, whatever its share: one bad row of ten is no outage.
with

new_files as (

    select
        source,
        table_name,
        file,
        row_count

    from {{ ref('landing_files') }}
    where not is_published

),

new_rows as (

    select
        source,
        table_name,
        sum(row_count) as new_row_count

    from new_files
    group by source, table_name

),

broken_rows as (

    select
        quarantine.source,
        quarantine.table_name,
        count(*) as quarantined_row_count,
        min(quarantine.file) as first_file,
        min(quarantine.reasons) as example_reason

    from {{ ref('quarantine') }} as quarantine
    inner join new_files
        on
            quarantine.source = new_files.source
            and quarantine.table_name = new_files.table_name
            and quarantine.file = new_files.file
    group by quarantine.source, quarantine.table_name

)

select
    broken_rows.source,
    broken_rows.table_name,
    new_rows.new_row_count,
    broken_rows.quarantined_row_count,
    {{ ratio('broken_rows.quarantined_row_count', 'new_rows.new_row_count') }} as quarantined_share,
    broken_rows.first_file,
    broken_rows.example_reason

from broken_rows
inner join new_rows
    on
        broken_rows.source = new_rows.source
        and broken_rows.table_name = new_rows.table_name
where
    broken_rows.quarantined_row_count > {{ var('quarantine_min_rows') }}
    and {{ ratio('broken_rows.quarantined_row_count', 'new_rows.new_row_count') }} > {{ var('quarantine_max_share') }}
