select
    {% for channel in consent_channels() %}
    {{ count_where("channel = '" ~ channel ~ "'") }} > 0 as can_{{ channel }},
    {% endfor %}
    customer_id

from {{ ref('int_customers_consented') }}
group by customer_id
