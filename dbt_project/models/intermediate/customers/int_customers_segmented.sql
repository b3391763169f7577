{#- Every segment type but 'all' is a column of mart customers; a further type is one more name in segment_types(). -#}
with

customers as (

    select *
    from {{ ref('customers') }}

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
