{{ broken_keys({
    'stg_community__event_attendance': ['event_id', 'customer_record_id'],
    'stg_community__events': ['event_id'],
    'stg_community__idea_status': ['idea_id', 'changed_at'],
    'stg_community__idea_votes': ['idea_id', 'member_id'],
    'stg_community__ideas': ['idea_id'],
    'stg_community__members': ['member_id'],
    'stg_community__posts': ['post_id'],
}) }}
