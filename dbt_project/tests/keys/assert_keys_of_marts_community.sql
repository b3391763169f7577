{{ broken_keys({
    'community_health': ['month'],
    'contributor_points': ['customer_id'],
    'idea_funnel': ['month', 'intake_channel'],
}) }}
