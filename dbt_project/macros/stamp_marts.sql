{#
    Says in the marts file itself which run built it, so that publishing can refuse marts another run has touched.
    The stamp is taken away before the first model is built and written again only after everything went well:
    marts in the middle of a build, or left by a failed one, carry no stamp.
#}
{% macro stamp_marts(is_start=false) %}
    {% if execute and flags.WHICH in ('build', 'run', 'seed', 'snapshot', 'retry') %}
        {% set failed = [] %}
        {% if not is_start %}
            {% for result in results if result.status | string in ('error', 'fail', 'runtime error') %}
                {% do failed.append(result.node.unique_id) %}
            {% endfor %}
        {% endif %}
        {% set database = generate_database_name(env_var('ENGAGEMENT_MARTS_DATABASE', 'marts_build')) %}
        {% set schema = api.Relation.create(database=database, schema='audit') %}
        {% do adapter.create_schema(schema) %}
        {#- One statement at a time is all that some engines take. -#}
        {% call statement('unstamp', auto_begin=False) %}drop table if exists {{ schema }}.build_stamp{% endcall %}
        create table {{ schema }}.build_stamp as
        select
            '{{ env_var("ENGAGEMENT_RUN_ID", invocation_id) }}' as run_id,
            '{{ invocation_id }}' as invocation_id,
            cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}' as timestamp) as built_at
        {% if is_start or failed %}where false{% endif %}
    {% endif %}
{% endmacro %}
