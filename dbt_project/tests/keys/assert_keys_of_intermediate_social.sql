{{ config(group='social') }}
{{ broken_keys({
    'int_followers_to_months': ['account_id', 'month'],
    'int_mentions_answered': ['mention_id'],
    'int_mentions_described': ['mention_id'],
    'int_mentions_identified': ['mention_id'],
    'int_posts_to_hashtags': ['post_id', 'hashtag'],
}) }}
