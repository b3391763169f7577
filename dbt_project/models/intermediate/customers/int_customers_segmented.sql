{#- Every segment type but 'all' is a column here; a further type is one more name in segment_types(). -#}
with

customers as (

    select
        described.*,
        buyers.rfm_segment,
        payers.value_tier

    from {{ ref('int_customers_described') }} as described
    left join {{ ref('int_buyers_scored') }} as buyers
        on described.customer_id = buyers.customer_id
    left join {{ ref('int_payers_tiered') }} as payers
        on described.customer_id = payers.customer_id

)

{% for segment_type in segment_types() if segment_type != 'all' %}
{%- if not loop.first %}
union all
{% endif %}
select
    customer_id,
    '{{ segment_type }}' as segment_type,
    {{ segment_type }} as segment_value
from customers
where {{ segment_type }} is not null
{%- endfor %}
