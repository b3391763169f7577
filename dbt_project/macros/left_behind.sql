{#
    Drops tables and views of models and seeds that the project no longer has, or has under another schema or name. They
    would never be built again: out of date for ever, and with them whatever an erasure request has taken out since.
#}
{% macro drop_left_behind() %}
    {% if execute and target.type == 'duckdb' and flags.WHICH in ('build', 'run', 'retry') %}
        {% set own, schemas, names = [], [], [] %}
        {% for node in graph.nodes.values() if node.resource_type in ('model', 'seed') %}
            {% do own.append(node.database ~ '.' ~ node.schema ~ '.' ~ node.alias) %}
            {% do schemas.append(node.database ~ '.' ~ node.schema) %}
            {% do names.append(node.name) %}
        {% endfor %}
        {% set found %}
            select 'table' as kind, database_name, schema_name, table_name as name from duckdb_tables()
            union all
            select 'view' as kind, database_name, schema_name, view_name as name from duckdb_views() where not internal
        {% endset %}
        {% for row in run_query(found) %}
            {% set schema = row['database_name'] ~ '.' ~ row['schema_name'] %}
            {#- What came and went of a table that is none any more (orchestration/increments.py). -#}
            {% set model = row['name'].rsplit('__', 1)[0] %}
            {% if row['schema_name'] == 'changes' and '__' in row['name'] and model not in names %}
                {% do run_query('drop table ' ~ schema ~ '."' ~ row['name'] ~ '"') %}
            {% endif %}
            {% if schema in schemas and schema ~ '.' ~ row['name'] not in own %}
                {% do run_query('drop ' ~ row['kind'] ~ ' ' ~ schema ~ '."' ~ row['name'] ~ '"') %}
                {{ log('Dropped ' ~ schema ~ '.' ~ row['name'] ~ ': no model or seed makes it any more.', info=true) }}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}
