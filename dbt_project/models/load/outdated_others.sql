-- depends_on: {{ ref('landing_files') }}
{#- One branch per raw table: staging leaves these rows out, and source_reconciliation counts them. -#}
{%- set told = namespace(is_first=true) %}
{%- for source_name, tables in raw_tables().items() %}
{%- for table_name in tables if outdated_model(source_name, table_name) == 'outdated_others' %}
{%- if not told.is_first %}

union all

{% endif -%}
{%- set told.is_first = false %}
select *
from ({{ outdated_versions(source_name, table_name) }}) as outdated
{%- endfor %}
{%- endfor %}
