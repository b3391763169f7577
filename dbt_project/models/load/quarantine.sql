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
        {{ "|| '|' ||" if not loop.first }} coalesce(cast({{ column }} as varchar), '')
        {%- endfor %} as row_key,
        {%- if can_be_set_aside(source_name, table_name) %}
        coalesce(_reasons, broken.reasons) as reasons,
        {%- else %}
        _reasons as reasons,
        {%- endif %}
        _row_json as row_json
    from {{ source(source_name, table_name) }}
    {%- if can_be_set_aside(source_name, table_name) %}
    left join (
        select
            file as _file,
            row_number as _row,
            reasons
        from {{ ref('set_aside_rows') }}
        where source = '{{ source_name }}' and table_name = '{{ table_name }}'
    ) as broken
        using (_file, _row)
    where coalesce(_reasons, broken.reasons) is not null
    {%- else %}
    where _reasons is not null
    {%- endif %}
    {%- endfor %}
    {%- endfor %}

)

select *
from unfit_rows
