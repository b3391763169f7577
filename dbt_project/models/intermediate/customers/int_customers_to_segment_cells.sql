with

segments as (

    select *
    from {{ ref('int_customers_segmented') }}

),

-- Side by side, so that customers who agree in every segment can be found.
customers as (

    select
        {% for segment_type in segment_types() if segment_type != 'all' %}
        max(case when segment_type = '{{ segment_type }}' then segment_value end) as {{ segment_type }},
        {% endfor %}
        customer_id

    from segments
    group by customer_id

)

-- Many customers agree in every segment. Facts of all of them may be counted under one of them before they are split
-- by segment: the figures are the same and the rows far fewer.
select
    customer_id,
    min(customer_id) over (
        partition by {{ segment_types() | reject('equalto', 'all') | join(', ') }}
    ) as cell_customer_id

from customers
