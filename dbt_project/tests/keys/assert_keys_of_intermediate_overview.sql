{{ config(group='overview') }}
{{ broken_keys({
    'int_actions_triggered': ['customer_id', 'rule'],
    'int_activities_identified': ['activity_id'],
    'int_customers_asked': ['customer_id'],
    'int_customers_helped': ['customer_id'],
    'int_customers_allowed': ['customer_id'],
    'int_customers_subscribed': ['customer_id'],
    'int_customers_to_actions': ['customer_id', 'rule'],
    'int_customers_touched': ['customer_id'],
    'int_customers_visited': ['customer_id'],
    'int_decisions_resolved': ['customer_id', 'rule'],
    'int_judgements_to_actions': ['customer_id', 'rule'],
    'int_opinions_to_actions': ['customer_id', 'rule'],
    'int_staged_rows_counted': ['source', 'table_name'],
}) }}
