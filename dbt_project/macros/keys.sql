{#
    One query for the keys of several tables: returns each table whose key is null somewhere or stands in more than one
    row, with the key's columns and the number of such keys. A test per table would be a fifth of a refresh of little data.
    tables: model or seed -> columns of its key; one that ends in ? may be null, which is a value like others then.
#}
{% macro broken_keys(tables) %}
    {%- for name, columns in tables.items() %}
    select
        '{{ name }}' as table_name,
        '{{ columns | join(", ") }}' as key_columns,
        count(*) as broken_key_count
    from (
        select 1 as is_broken
        from {{ ref(name) }}
        group by {% for column in columns %}{{ adapter.quote(column | replace('?', '')) }}{{ ', ' if not loop.last }}{% endfor %}
        having
            count(*) > 1
            {%- for column in columns if not column.endswith('?') %}
            or {{ adapter.quote(column) }} is null
            {%- endfor %}
    ) as broken
    having count(*) > 0
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
