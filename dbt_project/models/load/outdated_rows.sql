-- depends_on: {{ ref('landing_files') }}
{#- One branch per raw table: staging leaves these rows out, and source_reconciliation counts them. #}
{%- for source_name, tables in raw_tables().items() %}
{%- set outer_first = loop.first %}
{%- for table_name in tables %}
{%- if not (outer_first and loop.first) %}

union all

{% endif %}
select *
from ({{ outdated_versions(source_name, table_name) }}) as outdated
{%- endfor %}
{%- endfor %}
