{%- set channels = ['email', 'sms', 'push', 'line', 'phone', 'post'] -%}
select
    customer_id,
    {%- for channel in channels %}
    {{ count_where("channel = '" ~ channel ~ "'") }} > 0 as can_{{ channel }}{{ ',' if not loop.last }}
    {%- endfor %}

from {{ ref('int_customers_consented') }}
group by customer_id
