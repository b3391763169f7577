{{ config(materialized='view') }}
{%- for name in ['outdated_events', 'outdated_messages', 'outdated_others'] %}
{%- if not loop.first %}

union all

{% endif %}
select
    source,
    table_name,
    file,
    row_number,
    reason

from {{ ref(name) }}
{%- endfor %}
