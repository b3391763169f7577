-- depends_on: {{ ref('landing_files') }}
with

deleted_rows as (

    select
        file,
        row_number

    from {{ ref('outdated_rows') }}
    where source = 'crm' and table_name = 'customers' and reason = 'deleted'

),

good_rows as (

    {{ good_rows('crm', 'customers', ['customer_record_id', '_file', '_row']) }}

)

-- A merge in the source deletes a record and leaves its facts where they are: only the id tells whose they were.
select good_rows.customer_record_id

from good_rows
inner join deleted_rows
    on
        good_rows._file = deleted_rows.file
        and good_rows._row = deleted_rows.row_number
