{#
    Stops a run whose macro raw_tables() was not written anew after a source YAML had changed: new tables would be missing
    in the quarantine and in the reconciliation, versions would be chosen by an old key.
#}
{% macro validate_raw_tables() %}
    {% if execute %}
        {% set known, differing = raw_tables(), [] %}
        {% for source in graph.sources.values() %}
            {% if known.get(source.source_name, {}).get(source.name) != source.config.meta.key %}
                {% do differing.append(source.source_name ~ '.' ~ source.name) %}
            {% endif %}
        {% endfor %}
        {% for source_name, tables in known.items() %}
            {% for table_name in tables if 'source.' ~ project_name ~ '.' ~ source_name ~ '.' ~ table_name not in graph.sources %}
                {% do differing.append(source_name ~ '.' ~ table_name) %}
            {% endfor %}
        {% endfor %}
        {% if differing %}
            {% do exceptions.raise_compiler_error(
                'The source YAML of ' ~ differing | sort | join(', ') ~ ' has changed since macros/raw_tables.sql was written. '
                ~ 'Run first, in the folder of the repository: .venv/bin/python -m orchestration.contract'
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}


{#
    Stops a run of a few models that read what is not there yet, or what was loaded before a column was declared, and says
    what to build with them. A run that loads builds what it needs, or is told by the engine.
#}
{% macro validate_selection() %}
    {% set loader = 'model.' ~ project_name ~ '.landing_files' %}
    {% if execute and target.type == 'duckdb' and not flags.DEFER and loader not in selected_resources %}
        {% set columns, missing = {}, [] %}
        {% set found %}
            select database_name || '.' || schema_name || '.' || table_name as name, list(column_name) as columns
            from duckdb_columns()
            where not internal
            group by name
        {% endset %}
        {% for row in run_query(found) %}
            {% do columns.update({row['name']: row['columns']}) %}
        {% endfor %}
        {% for unique_id in selected_resources if unique_id.startswith('model.') %}
            {% for parent in graph.nodes[unique_id].depends_on.nodes if parent not in selected_resources %}
                {% set node = graph.nodes.get(parent) or graph.sources[parent] %}
                {% set there = columns.get(node.database ~ '.' ~ node.schema ~ '.' ~ (node.alias or node.identifier)) %}
                {% set name = node.source_name ~ '.' ~ node.name if parent.startswith('source.') else node.name %}
                {% if there is none %}
                    {% do missing.append(name) %}
                {% elif parent.startswith('source.') %}
                    {% for column in node.columns if column not in there %}
                        {% do missing.append('column ' ~ column ~ ' of ' ~ name) %}
                    {% endfor %}
                {% endif %}
            {% endfor %}
        {% endfor %}
        {% if missing %}
            {% do exceptions.raise_compiler_error(
                'Not in the build database yet: ' ~ missing | unique | sort | join(', ') ~ '. Build what the chosen models '
                ~ 'read as well, with a + before their names (dbt build --select +orders): that loads first. After a change '
                ~ 'of a source YAML, python -m orchestration.contract comes before.'
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}
