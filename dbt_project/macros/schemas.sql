{#
    A schema is called what the folder says: marts, not main_marts. BI tools and contracts rely on the plain names. Where
    an engine has no second database for marts that nobody has checked yet, they are built in a schema called like it.
#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name == 'marts' and target.type != 'duckdb' -%}
        marts_build
    {%- else -%}
        {{ custom_schema_name | trim if custom_schema_name else target.schema }}
    {%- endif -%}
{%- endmacro %}


{# A schema that is made here says whose it is: a refresh refuses to build in one that was there before. #}
{% macro spark__create_schema(relation) -%}
    {%- call statement('create_schema') -%}
        create schema if not exists {{ relation.without_identifier() }}
        comment 'Engagement Warehouse builds here; each refresh makes every table anew.'
    {%- endcall -%}
{% endmacro %}


{% macro postgres__create_schema(relation) -%}
    {%- call statement('create_schema') -%}
        do $$
        begin
            if to_regnamespace('{{ relation.schema }}') is null then
                create schema {{ relation.schema }};
                comment on schema {{ relation.schema }} is
                    'Engagement Warehouse builds here; each refresh makes every table anew.';
            end if;
        end
        $$
    {%- endcall -%}
{% endmacro %}
