{%- set kinds = ['lifecycle_stage', 'rfm_segment'] -%}
with

history as (

    select *
    from {{ ref('customer_history') }}

),

first_month as (

    select min(month) as month
    from history

),

moves as (

    {%- for kind in kinds %}
    select
        history.month,
        '{{ kind }}' as segment_type,
        case
            when earlier.customer_id is null then 'none'
            else coalesce(earlier.{{ kind }}, 'unknown')
        end as from_value,
        coalesce(history.{{ kind }}, 'unknown') as to_value
    from history
    inner join first_month
        on history.month > first_month.month
    left join history as earlier
        on
            history.customer_id = earlier.customer_id
            and {{ add_months('history.month', -1) }} = earlier.month
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    month,
    segment_type,
    from_value,
    to_value,
    count(*) as customer_count

from moves
group by month, segment_type, from_value, to_value
