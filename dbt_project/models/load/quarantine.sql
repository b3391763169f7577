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
        _reasons as reasons,
        _row_json as row_json
    from {{ source(source_name, table_name) }}
    where _reasons is not null
    {%- endfor %}
    {%- endfor %}

),

unfit_answers as (

    select
        'survey' as source,
        'answers' as table_name,
        misfits.file,
        misfits.row_number,
        misfits.response_id || '|' || misfits.question_id as row_key,
        misfits.reasons,
        answers._row_json as row_json

    from {{ ref('answers_out_of_scale') }} as misfits
    inner join {{ source('survey', 'answers') }} as answers
        on
            misfits.file = answers._file
            and misfits.row_number = answers._row

)

select *
from unfit_rows

union all

select *
from unfit_answers
