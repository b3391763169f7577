{#- Every mart with a customer_id; a project test holds the list complete. -#}
{%- set marts = [
    'action_items', 'contact_preferences', 'customer_360', 'customer_cev', 'customer_health', 'customer_history',
    'customer_identities', 'customer_ltv', 'customer_segments', 'customer_timeline', 'loyalty_members', 'order_lines',
    'orders', 'sessions', 'support_issues', 'survey_responses', 'touchpoints'
] -%}
{{ config(meta={'dagster': {'ref': {'name': 'customers'}}}) }}
-- Returns marts that name somebody who has no row in mart customers, with one of them.
{% for mart in marts %}
select
    '{{ mart }}' as mart,
    count(distinct named.customer_id) as unknown_customer_count,
    min(named.customer_id) as example_customer_id
from {{ ref(mart) }} as named
left join {{ ref('customers') }} as customers
    on named.customer_id = customers.customer_id
where named.customer_id is not null and customers.customer_id is null
having count(*) > 0
{{ 'union all' if not loop.last }}
{% endfor %}
