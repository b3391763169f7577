{%- set windows = {'health_window': 'health_window_days', 'churn_horizon': 'churn_horizon_days'} -%}
with

snapshots as (

    select
        snapshots.snapshot_date,
        {%- for name, days in windows.items() %}
        {{ add_days('snapshots.snapshot_date', var(days)) }} as {{ name }}_end_date,
        {%- endfor %}
        as_of.last_complete_date

    from {{ ref('int_snapshots_dated') }} as snapshots
    cross join {{ ref('as_of') }} as as_of
    where not snapshots.is_current

),

relations as (

    select
        relations.customer_id,
        relations.relation,
        relations.next_order_date,
        snapshots.*

    from {{ ref('int_customers_to_relations') }} as relations
    inner join snapshots
        on relations.snapshot_date = snapshots.snapshot_date

)

{%- for name in windows %}
,

-- A subscriber has stayed who has a running term at the window's last microsecond, and a buyer who bought again in it.
{{ name }}_stayers as (

    select distinct
        terms.customer_id,
        snapshots.snapshot_date

    from {{ ref('int_terms_bounded') }} as terms
    inner join snapshots
        on
            terms.started_at < {{ starts_at(add_days('snapshots.' ~ name ~ '_end_date', 1)) }}
            and terms.ended_at >= {{ starts_at(add_days('snapshots.' ~ name ~ '_end_date', 1)) }}

)
{%- endfor %}

select
    {%- for name in windows %}
    case
        when relations.{{ name }}_end_date > relations.last_complete_date then null
        when relations.relation = 'subscriber' then {{ name }}_stayers.customer_id is null
        else coalesce(relations.next_order_date > relations.{{ name }}_end_date, true)
    end as has_left_in_{{ name }},
    {%- endfor %}
    relations.customer_id,
    relations.snapshot_date,
    relations.relation

from relations
left join health_window_stayers
    on
        relations.customer_id = health_window_stayers.customer_id
        and relations.snapshot_date = health_window_stayers.snapshot_date
left join churn_horizon_stayers
    on
        relations.customer_id = churn_horizon_stayers.customer_id
        and relations.snapshot_date = churn_horizon_stayers.snapshot_date
