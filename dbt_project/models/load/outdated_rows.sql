-- depends_on: {{ ref('landing_files') }}
{#- One branch per raw table: staging leaves these rows out, and source_reconciliation counts them. #}
{%- for source_name, tables in raw_tables().items() %}
{%- set outer_first = loop.first %}
{%- for table_name in tables %}
{%- set set_aside = ref('answers_out_of_scale') if (source_name, table_name) == ('survey', 'answers') else none %}
{%- if not (outer_first and loop.first) %}

union all

{% endif %}
select *
from ({{ outdated_versions(source_name, table_name, set_aside) }}) as outdated
{%- endfor %}
{%- endfor %}
