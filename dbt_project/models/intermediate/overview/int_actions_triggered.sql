{%- set sources = [
    'int_opinions_to_actions', 'int_waiting_to_actions', 'int_terms_to_actions', 'int_customers_to_actions',
    'int_judgements_to_actions',
] -%}
with

triggers as (

    {%- for source in sources %}
    select
        customer_id,
        rule,
        triggered_at
    from {{ ref(source) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- Of several facts the earliest says since when.
items as (

    select
        customer_id,
        rule,
        min(triggered_at) as triggered_at

    from triggers
    group by customer_id, rule

)

select
    items.customer_id,
    items.rule,
    items.triggered_at,
    rules.priority,
    rules.department,
    rules.reason,
    rules.reason_ja,
    rules.suggested_action,
    rules.suggested_action_ja,
    {{ add_days('as_of.as_of_date', 'rules.due_days') }} as due_date,
    -- What holds as of as_of has no beginning: only what was done lately counts, and it comes back if nothing changed.
    case
        when items.rule in ('health_alert', 'churn_risk', 'tier_about_to_drop')
            then as_of.as_of_at - rules.due_days * interval '24 hours'
        else items.triggered_at + interval '1 microsecond'
    end as acted_from_at

from items
cross join {{ ref('as_of') }} as as_of
inner join {{ ref('action_rules') }} as rules
    on items.rule = rules.rule
