{#
    One query for the keys of several tables: returns each table whose key is null somewhere or stands in more than one
    row, with the key's columns and the number of such keys. A test per table would be a fifth of a refresh of little data.
    tables: model or seed -> columns of its key; one that ends in ? may be null, which is a value like others then.
#}
{% macro broken_keys(tables) %}
    {%- for name, columns in tables.items() %}
    {%- set keys = [] %}
    {%- for column in columns %}
        {%- do keys.append(adapter.quote(column | replace('?', ''))) %}
    {%- endfor %}
    {%- set keys = keys | join(', ') %}
    select
        '{{ name }}' as table_name,
        '{{ columns | join(", ") }}' as key_columns,
        count(*) as broken_key_count
    from (
        select 1 as is_broken
        from {{ ref(name) }}
        {%- if name in tables_of_many_rows() %}
        where
            {{ row_hash(keys) }} in (
                select {{ row_hash(keys) }}
                from {{ ref(name) }}
                group by 1
                having count(*) > 1
            )
            {%- for column in columns if not column.endswith('?') %}
            or {{ adapter.quote(column) }} is null
            {%- endfor %}
        {%- endif %}
        group by {{ keys }}
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


{#
    Tables with rows for each event, contact or message. Their keys are grouped by hash, half the memory of long texts, and
    looked at only where a hash stands twice; for others the longer query costs more than it spares.
#}
{% macro tables_of_many_rows() %}
    {{ return([
        'attribution_credits', 'customer_timeline', 'int_contacts_dated', 'int_events_numbered', 'int_events_to_sessions',
        'int_messages_delivered', 'int_messages_placed', 'int_sessions_owned', 'int_sessions_to_channels',
        'int_sessions_to_origins', 'int_sessions_to_visitors', 'int_touches_reached', 'int_touches_staged',
        'int_touches_to_paths', 'int_touches_unioned', 'int_visits_to_touches', 'journey_stage_events', 'sessions',
        'stg_messaging__messages', 'stg_web__events', 'touchpoints'
    ]) }}
{% endmacro %}
