{{ config(group='loyalty') }}
{{ broken_keys({
    'int_member_months_tiered': ['customer_id', 'month'],
    'int_members_enrolled': ['customer_id'],
    'int_members_to_months': ['customer_id', 'month'],
    'int_members_to_outlooks': ['customer_id'],
    'int_milestones_dated': ['customer_id', 'milestone'],
    'int_points_identified': ['entry_id'],
}) }}
