with

newest_rows as ( -- noqa: ST03

    -- Tables of which rows may be set aside are looked at row by row: a file's newest row may be one of them.
    select max(newest_loaded_at) as loaded_at
    from {{ ref('landing_files') }}
    where
        not (
            {%- set told = namespace(is_first=true) %}
            {%- for source_name, tables in raw_tables().items() %}
            {%- for table_name in tables if can_be_set_aside(source_name, table_name) %}
            {{ 'or ' if not told.is_first }}(source = '{{ source_name }}' and table_name = '{{ table_name }}')
            {%- set told.is_first = false %}
            {%- endfor %}
            {%- endfor %}
        )
    {%- for source_name, tables in raw_tables().items() %}
    {%- for table_name in tables if can_be_set_aside(source_name, table_name) %}

    union all

    select max(_loaded_at) as loaded_at
    from ({{ good_rows(source_name, table_name, ['_loaded_at', '_file', '_row']) }}) as good_rows
    {%- endfor %}
    {%- endfor %}

),

moment as (

    {%- if var('as_of') is none %}
    select coalesce(max(loaded_at), cast('1970-01-01 00:00:00' as timestamp)) as as_of_at
    from newest_rows
    {%- else %}
    select cast('{{ parsed_moment(var("as_of")) }}' as timestamp) as as_of_at
    {%- endif %}

),

next_microsecond as (

    select
        as_of_at,
        as_of_at + interval '1 microsecond' as next_at

    from moment

)

select
    as_of_at,
    {{ business_date('as_of_at') }} as as_of_date,
    {{ month_of(business_date('as_of_at')) }} as as_of_month,
    {{ add_days(business_date('next_at'), -1) }} as last_complete_date

from next_microsecond
