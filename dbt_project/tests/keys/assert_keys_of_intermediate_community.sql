{{ config(group='community') }}
{{ broken_keys({
    'int_attendances_followed': ['event_id', 'customer_record_id'],
    'int_attendances_identified': ['event_id', 'customer_record_id'],
    'int_contributions_dated': ['contribution', 'source_key'],
    'int_event_months_summed': ['month'],
    'int_ideas_dated': ['idea_id'],
    'int_member_months_counted': ['month'],
    'int_members_dated': ['member_id'],
    'int_members_to_active_months': ['member_id', 'month'],
    'int_question_months_summed': ['month'],
    'int_questions_followed': ['post_id'],
}) }}
