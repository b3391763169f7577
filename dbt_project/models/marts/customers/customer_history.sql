{%- set measures = {'r': 'last_order_date', 'f': 'order_count', 'm': 'order_net_sales'} -%}
with

customers as (

    select *
    from {{ ref('int_customers_to_month_ends') }}

),

buyers as (

    select *
    from customers
    where order_count > 0

),

buyer_counts as (

    select
        month,
        count(*) as buyer_count

    from buyers
    group by month

),

-- Ranks by counting values, not people: of days and orders there are few, whatever the number of customers.
{%- for score, measure in measures.items() %}
{{ score }}_values as (

    select
        month,
        {{ measure }},
        coalesce(cast(sum(count(*)) over (
            partition by month order by {{ measure }} rows between unbounded preceding and 1 preceding
        ) as bigint), 0) as {{ score }}_worse

    from buyers
    group by month, {{ measure }}

),
{%- endfor %}

scored as (

    select
        {% for score in measures %}
        {{ fifth(score ~ '_values.' ~ score ~ '_worse', 'buyer_counts.buyer_count') }} as {{ score }}_score,
        {% endfor %}
        buyers.customer_id,
        buyers.month

    from buyers
    inner join buyer_counts
        on buyers.month = buyer_counts.month
    {%- for score, measure in measures.items() %}
    inner join {{ score }}_values
        on
            buyers.month = {{ score }}_values.month
            and buyers.{{ measure }} = {{ score }}_values.{{ measure }}
    {%- endfor %}

),

segments as (

    select
        scored.customer_id,
        scored.month,
        names.rfm_segment

    from scored
    left join {{ ref('rfm_segments') }} as names
        on
            scored.r_score = names.r_score
            and scored.f_score = names.f_score
            and scored.m_score = names.m_score

)

select
    customers.customer_id,
    customers.month,
    customers.lifecycle_stage,
    segments.rfm_segment,
    customers.order_count,
    customers.net_sales,
    customers.margin,
    active_months.customer_id is not null as is_active

from customers
left join segments
    on
        customers.customer_id = segments.customer_id
        and customers.month = segments.month
left join {{ ref('int_customers_to_active_months') }} as active_months
    on
        customers.customer_id = active_months.customer_id
        and customers.month = active_months.month
