{{ config(group='care') }}
{{ broken_keys({
    'int_article_views_identified': ['event_id'],
    'int_ticket_chains_clustered': ['chain_id'],
    'int_tickets_chained': ['ticket_id'],
    'int_tickets_identified': ['ticket_id'],
}) }}
