{# Notes in the marts' own file which run built them: publishing refuses marts that another run rebuilt after the checks. #}
{% macro stamp_marts() %}
    {% if execute and flags.WHICH in ('build', 'run', 'seed', 'snapshot') %}
        {% set database = env_var('ENGAGEMENT_MARTS_DATABASE', 'marts_build') %}
        {% do run_query("create schema if not exists " ~ database ~ ".audit") %}
        {% do run_query(
            "create or replace table " ~ database ~ ".audit.build_stamp as select '"
            ~ env_var('ENGAGEMENT_RUN_ID', invocation_id) ~ "' as run_id, '" ~ invocation_id ~ "' as invocation_id, "
            ~ "timestamp '" ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f') ~ "' as built_at"
        ) %}
    {% endif %}
{% endmacro %}
