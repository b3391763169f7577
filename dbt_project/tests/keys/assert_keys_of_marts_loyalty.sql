{{ broken_keys({
    'loyalty_members': ['customer_id'],
    'loyalty_tier_movements': ['month', 'from_tier', 'to_tier'],
    'membership_tiers': ['tier'],
    'milestones': ['customer_id', 'milestone'],
}) }}
