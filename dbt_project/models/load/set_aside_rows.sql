-- depends_on: {{ ref('landing_files') }}
{#- One branch per table of which versions of a key must agree in a column. #}
with

{%- for name, columns in fixed_columns().items() %}
{%- set source_name, table_name = name.split('.') %}
{%- set key = raw_tables()[source_name][table_name] | join(', ') %}

{{ source_name }}_{{ table_name }}_in_conflict as (

    select {{ key }}
    from {{ source(source_name, table_name) }}
    where _reasons is null
    group by {{ key }}
    having
        count(*) > 1
        and (
            {%- for column, days in columns.items() %}
            {{ 'or ' if not loop.first }}
            {%- if days == 0 -%} min({{ column }}) != max({{ column }})
            {%- else -%} max({{ column }}) > min({{ column }}) + interval '{{ days }} day'
            {%- endif %}
            {%- endfor %}
        )

),
{%- endfor %}

unfit_answers as (

    select
        file,
        row_number,
        reasons

    from {{ ref('answers_judged') }}
    where reasons is not null

)

select
    'survey' as source,
    'answers' as table_name,
    file,
    row_number,
    reasons

from unfit_answers
{%- for name in fixed_columns() %}
{%- set source_name, table_name = name.split('.') %}

union all

select
    '{{ source_name }}' as source,
    '{{ table_name }}' as table_name,
    _file as file,
    _row as row_number,
    'key of another thing' as reasons

from {{ source(source_name, table_name) }} as versions
inner join {{ source_name }}_{{ table_name }}_in_conflict as conflicts
    using ({{ raw_tables()[source_name][table_name] | join(', ') }})  -- noqa: ST07
where versions._reasons is null
{%- endfor %}
