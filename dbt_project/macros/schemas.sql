{# A schema is called what the folder says: marts, not main_marts. BI tools and contracts rely on the plain names. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
