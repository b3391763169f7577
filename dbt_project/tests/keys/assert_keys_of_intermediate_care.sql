{{ config(group='care') }}
{{ broken_keys({
    'int_article_views_identified': ['event_id'],
    'int_business_hours_dated': ['business_date', 'span_number'],
    'int_moments_to_business_time': ['moment'],
    'int_ticket_chains_clustered': ['chain_id'],
    'int_tickets_chained': ['ticket_id'],
    'int_tickets_identified': ['ticket_id'],
    'int_tickets_to_issues': ['issue_id'],
}) }}
