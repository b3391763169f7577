{#- Many parents on purpose: one branch per raw table. #}
{%- for source_name, tables in raw_tables().items() %}
{%- set outer_first = loop.first %}
{%- for table_name in tables %}
{%- if not (outer_first and loop.first) %}

union all

{% endif %}
select
    '{{ source_name }}' as source,
    '{{ table_name }}' as table_name,
    count(*) as staged_row_count
from {{ ref('stg_' ~ source_name ~ '__' ~ table_name) }}
{%- endfor %}
{%- endfor %}
