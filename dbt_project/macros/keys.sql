{#
    One query for the keys of several tables: returns each table whose key is null somewhere or stands in more than one
    row, with the key's columns and the number of such keys. A test per table would be a fifth of a refresh of little data.
    Keys of tables that may be long are grouped by hash, half the memory of long texts, and looked at only where a hash
    stands twice or belongs to a row that came: of a key that stands twice since the test passed, one row came since. Nulls
    are looked for everywhere: the engine knows without reading where there are none.
    tables: model or seed -> columns of its key; one that ends in ? may be null, which is a value like others then.
#}
{% macro broken_keys(tables) %}
    {%- call looking_at(tables.keys() | list) %}
    {%- for name, columns in tables.items() %}
    {%- set keys, filled = [], [] %}
    {%- for column in columns %}
        {%- do keys.append(adapter.quote(column | replace('?', ''))) %}
        {%- if not column.endswith('?') %}{% do filled.append(adapter.quote(column) ~ ' is null') %}{% endif %}
    {%- endfor %}
    {%- set keys = keys | join(', ') %}
    select
        '{{ name }}' as table_name,
        '{{ columns | join(", ") }}' as key_columns,
        count(*) as broken_key_count
    from (
        select 1 as is_broken
        {%- if may_be_long(name) %}
        from (
            select {{ keys }}
            from {{ ref(name) }}
            where
                {{ row_hash(keys) }} in (
                    select {{ row_hash(keys) }}
                    from {{ ref(name) }}
                    {%- if is_tracked(name) %}
                    where {{ must_look_at('all', [name]) }}
                    {%- endif %}
                    group by 1
                    having count(*) > 1
                    {%- if is_tracked(name) %}

                    union all

                    select {{ row_hash(keys) }}
                    from {{ changed_rows(name, 'new') }}
                    where {{ must_look_at('new', [name]) }}
                    {%- endif %}
                )
            {%- if filled %}

            union all

            select {{ keys }}
            from {{ ref(name) }}
            where {{ filled | join(' or ') }}
            {%- endif %}
        ) as suspects
        {%- else %}
        from {{ ref(name) }}
        {%- endif %}
        group by {{ keys }}
        having {{ (['count(*) > 1'] + filled) | join(' or ') }}
    ) as broken
    having count(*) > 0
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {%- endcall %}
{% endmacro %}


{# Whether a table is tracked or made of tracked ones, which are those with a row for each event, contact or message. #}
{% macro may_be_long(name) %}
    {%- set node = graph.nodes.get('model.' ~ project_name ~ '.' ~ name) if execute else none -%}
    {%- set tracked = [] -%}
    {%- for parent in ([name] + node.depends_on.nodes | list if node is not none else []) -%}
        {%- if is_tracked(parent.split('.')[-1]) %}{% do tracked.append(parent) %}{% endif -%}
    {%- endfor -%}
    {{ return(tracked | length > 0) }}
{% endmacro %}
