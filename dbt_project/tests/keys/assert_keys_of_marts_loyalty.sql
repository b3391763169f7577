{{ broken_keys({
    'loyalty_members': ['customer_id'],
    'loyalty_tier_movements': ['month', 'from_tier', 'to_tier'],
    'milestones': ['customer_id', 'milestone'],
}) }}
