-- depends_on: {{ ref('landing_files') }}
with

{#- One branch per raw table: the quarantine is a question to the raw tables, so no row can be lost between the two. #}
unfit_rows as (

    {%- for source_name, tables in raw_tables().items() %}
    {%- set outer_first = loop.first %}
    {%- for table_name, key in tables.items() %}
    {%- if not (outer_first and loop.first) %}
    union all
    {%- endif %}
    select
        '{{ source_name }}' as source,
        '{{ table_name }}' as table_name,
        _file as file,
        _row as row_number,
        {% for column in key -%}
        {{ "|| '|' ||" if not loop.first }} coalesce(cast({{ column }} as {{ type_text() }}), '')
        {%- endfor %} as row_key,
        _reasons as reasons,
        _row_json as row_json
    from {{ source(source_name, table_name) }}
    where _reasons is not null
    {%- endfor %}
    {%- endfor %}

)

select *
from unfit_rows

{%- for source_name, tables in raw_tables().items() %}
{%- for table_name, key in tables.items() if can_be_set_aside(source_name, table_name) %}

union all

select
    broken.source,
    broken.table_name,
    broken.file,
    broken.row_number,
    {% for column in key -%}
    {{ "|| '|' ||" if not loop.first }} coalesce(cast({{ column }} as {{ type_text() }}), '')
    {%- endfor %} as row_key,
    broken.reasons,
    raw_rows._row_json as row_json

from {{ ref('set_aside_rows') }} as broken
inner join {{ source(source_name, table_name) }} as raw_rows
    on
        broken.file = raw_rows._file
        and broken.row_number = raw_rows._row
where broken.source = '{{ source_name }}' and broken.table_name = '{{ table_name }}'
{%- endfor %}
{%- endfor %}
