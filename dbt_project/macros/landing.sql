{#
    The one mechanism between raw tables and staging. What a raw table is (columns, types, key) stands in its source
    YAML; orchestration/landing.py types the rows and says what is wrong with them, the macros below choose versions.
    _changed_at is when the source changed a row: its updated_at, else its _loaded_at.
#}

{# Whether rows of a raw table may be broken in the light of others, so that they are set aside after the load. #}
{% macro can_be_set_aside(source_name, table_name) %}
    {% do return(source_name ~ '.' ~ table_name in ['survey.answers'] + fixed_columns().keys() | list) %}
{% endmacro %}


{# Rows of a raw table that keep its contract, as the body of a CTE; those set aside are broken in the light of others. #}
{% macro good_rows(source_name, table_name, columns=['*'], looks_aside=true) %}
    {%- set is_joined = looks_aside and can_be_set_aside(source_name, table_name) %}
    select {{ columns | join(', ') }}
    from {{ source(source_name, table_name) }}
    {%- if is_joined %}
    left join (
        select
            file as _file,
            row_number as _row,
            true as is_set_aside
        from {{ ref('set_aside_rows') }}
        where source = '{{ source_name }}' and table_name = '{{ table_name }}'
    ) as broken
        using (_file, _row)
    {%- endif %}
    where _reasons is null {%- if is_joined %} and is_set_aside is null {%- endif %}
{%- endmacro %}


{#
    The good rows of a raw table that count no more: older versions of a key, and keys whose latest version says
    deleted. Newest first: _changed_at, then _loaded_at, then the file's name, then the later row.
    Nearly all keys have one version, and finding the others first is many times cheaper than ranking every row.
#}
{% macro outdated_versions(source_name, table_name, shows_key=false) %}
    {%- set key_columns = raw_tables()[source_name][table_name] -%}
    {%- set key = key_columns | join(', ') -%}
    {%- set columns = key_columns + ['_changed_at', '_deleted', '_loaded_at', '_file', '_row'] %}
    with

    good_rows as (

        {{ good_rows(source_name, table_name, columns) }}

    ),

    disputed_keys as (

        select
            {{ key }},
            true as is_disputed
        from good_rows
        group by {{ key }}
        having count(*) > 1 or count(case when _deleted then 1 end) > 0

    ),

    ranked_rows as (

        select
            {{ key ~ ',' if shows_key }}
            _file,
            _row,
            _deleted,
            row_number() over (
                partition by {{ key }}
                order by
                    _changed_at desc nulls last, _loaded_at desc nulls last, _file desc nulls last, _row desc nulls last
            ) as version_rank
        from good_rows
        inner join disputed_keys using ({{ key }})

    )

    select
        {{ key ~ ',' if shows_key }}
        '{{ source_name }}' as source,
        '{{ table_name }}' as table_name,
        _file as file,
        _row as row_number,
        case when version_rank > 1 then 'superseded' else 'deleted' end as reason
    from ranked_rows
    where version_rank > 1 or coalesce(_deleted, false)
{%- endmacro %}


{# The model that knows the outdated rows of a raw table: large tables have one of their own, which costs what is new. #}
{% macro outdated_model(source_name, table_name) %}
    {% do return({
        'web.events': 'outdated_events',
        'messaging.messages': 'outdated_messages',
    }.get(source_name ~ '.' ~ table_name, 'outdated_others')) %}
{% endmacro %}


{# The latest version of each key of a raw table, without keys whose latest version says deleted. #}
{% macro latest_versions(source_name, table_name) %}
    select good_rows.*
    from ({{ good_rows(source_name, table_name) }}) as good_rows
    left join (
        select
            file,
            row_number
        from {{ ref(outdated_model(source_name, table_name)) }}
        where source = '{{ source_name }}' and table_name = '{{ table_name }}'
    ) as outdated
        on
            good_rows._file = outdated.file
            and good_rows._row = outdated.row_number
    where outdated.file is null
{%- endmacro %}


{#
    A staging model of the usual kind, whole: the latest version of each key of a raw table, with the columns that its
    source YAML declares; updated_at is when the row last changed. A model that needs more says so in SQL of its own.
#}
{% macro staged(source_name, table_name) %}
    {%- set table = graph.sources['source.' ~ project_name ~ '.' ~ source_name ~ '.' ~ table_name] if execute else {} %}
    with

    latest as (

        {{ latest_versions(source_name, table_name) }}

    )

    select
        {%- for column in table.columns %}
        {{ '_changed_at as updated_at' if column == 'updated_at' else column }},
        {%- endfor %}
        _loaded_at as loaded_at

    from latest
{%- endmacro %}
