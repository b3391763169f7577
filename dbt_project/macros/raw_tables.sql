{# Key of every raw table, by source. python -m orchestration.contract writes it. #}
{% macro raw_tables() %}
    {% do return({
        'commerce': {
            'orders': ['order_id'],
            'order_lines': ['order_id', 'line_no'],
            'refunds': ['refund_id'],
            'products': ['product_id'],
            'subscriptions': ['subscription_id', 'term_no'],
            'reviews': ['review_id'],
            'coupon_redemptions': ['redemption_id'],
            'inventory_daily': ['date', 'product_id'],
        },
        'community': {
            'members': ['member_id'],
            'posts': ['post_id'],
            'ideas': ['idea_id'],
            'idea_votes': ['idea_id', 'member_id'],
            'idea_status': ['idea_id', 'changed_at'],
            'events': ['event_id'],
            'event_attendance': ['event_id', 'customer_record_id'],
        },
        'crm': {
            'customers': ['customer_record_id'],
            'companies': ['company_id'],
            'consents': ['consent_event_id'],
            'erasure_requests': ['request_id'],
            'identity_overrides': ['override_id'],
            'loyalty_ledger': ['entry_id'],
            'referrals': ['referral_id'],
            'leads': ['lead_id'],
            'lead_stages': ['stage_event_id'],
            'activities': ['activity_id'],
            'action_decisions': ['decision_id'],
        },
        'feedback': {
            'interviews': ['note_id'],
            'text_scores': ['text_id'],
            'roadmap_items': ['roadmap_item_id'],
            'loop_steps': ['loop_id', 'step'],
        },
        'messaging': {
            'campaigns': ['campaign_id'],
            'messages': ['message_id'],
            'assignments': ['experiment_id', 'customer_record_id'],
            'measures': ['measure_id'],
        },
        'reference': {
            'fx_rates': ['month', 'currency'],
        },
        'social': {
            'accounts': ['account_id'],
            'account_daily': ['date', 'account_id'],
            'posts': ['post_id'],
            'post_metrics': ['date', 'post_id'],
            'mentions': ['mention_id'],
            'customer_handles': ['customer_record_id', 'platform', 'handle'],
        },
        'support': {
            'tickets': ['ticket_id'],
            'articles': ['article_id'],
            'article_votes': ['vote_id'],
        },
        'survey': {
            'surveys': ['survey_id'],
            'questions': ['survey_id', 'question_id'],
            'invitations': ['invitation_id'],
            'responses': ['response_id'],
            'answers': ['response_id', 'question_id'],
        },
        'web': {
            'events': ['event_id'],
            'ad_spend': ['date', 'channel', 'campaign_id'],
            'search_console': ['date', 'query', 'page_path'],
        },
    }) %}
{% endmacro %}


{# Columns that no version of a key may change, with the days that are no change. #}
{% macro fixed_columns() %}
    {% do return({
        'commerce.orders': {'ordered_at': 1},
        'crm.customers': {'source_system': 0},
    }) %}
{% endmacro %}
