{#-
    Every id of a published table that leads to another one (meta joins_to of its YAML), by where it leads; a project test
    holds the lists complete. Ids of nobody are left out: the account all, the touch of an order without any, and the order
    that a coupon names and no shop has sent. An id is lost since the test passed where its row came, or the row that it led
    to went.
-#}
{%- set joins = {
    ('articles', 'article_id'): [('support_articles', 'article_id')],
    ('channels', 'channel'): [
        ('attribution_credits', 'channel'), ('campaigns', 'channel'), ('channel_attribution', 'channel'),
        ('consent_violations', 'channel'),
        ('contact_preferences', 'best_channel'), ('customer_360', 'acquisition_channel'),
        ('customer_360', 'best_channel'), ('customer_timeline', 'channel'), ('customers', 'acquisition_channel'), ('fulfilment_flows', 'order_channel'),
        ('ideas', 'intake_channel'),
        ('ltv_by_acquisition', 'acquisition_channel'), ('message_performance', 'channel'),
        ('order_lines', 'channel'), ('orders', 'channel'), ('sessions', 'channel'),
        ('survey_operations', 'channel'), ('survey_responses', 'channel'), ('touchpoints', 'channel')
    ],
    ('customers', 'customer_id'): [
        ('action_items', 'customer_id'), ('audience_members', 'customer_id'), ('consent_violations', 'customer_id'),
        ('cev_ledger', 'credited_customer_id'),
        ('churn_backtest', 'customer_id'), ('churn_features', 'customer_id'), ('churn_risk', 'customer_id'),
        ('cev_ledger', 'source_customer_id'), ('contact_preferences', 'customer_id'), ('contributor_points', 'customer_id'),
        ('customer_360', 'customer_id'), ('customer_benefits', 'customer_id'), ('customer_cev', 'customer_id'),
        ('customer_health', 'customer_id'),
        ('customer_history', 'customer_id'), ('customer_identities', 'customer_id'), ('customer_interests', 'customer_id'),
        ('customer_ltv', 'customer_id'), ('detractor_follow_ups', 'customer_id'), ('ideas', 'customer_id'),
        ('customer_segments', 'customer_id'), ('customer_timeline', 'customer_id'),
        ('leads', 'customer_id'), ('loyalty_members', 'customer_id'), ('milestones', 'customer_id'), ('next_purchase', 'customer_id'),
        ('order_lines', 'customer_id'), ('orders', 'customer_id'), ('recommendations', 'customer_id'),
        ('sessions', 'customer_id'), ('subscriptions', 'customer_id'), ('support_issues', 'customer_id'),
        ('survey_answers', 'customer_id'), ('survey_responses', 'customer_id'), ('texts', 'customer_id'), ('touchpoints', 'customer_id')
    ],
    ('orders', 'order_id'): [
        ('attribution_credits', 'order_id'), ('order_lines', 'order_id'), ('touchpoints', 'order_id')
    ],
    ('products', 'product_id'): [
        ('order_lines', 'product_id'), ('product_voice', 'product_id'), ('recommendations', 'because_of_product_id'),
        ('recommendations', 'product_id'), ('stock_outs', 'product_id')
    ],
    ('sessions', 'session_id'): [('touchpoints', 'session_id')],
    ('social_accounts', 'account_id'): [('social_engagement', 'account_id'), ('social_posts', 'account_id')],
    ('survey_responses', 'response_id'): [('detractor_follow_ups', 'response_id'), ('survey_answers', 'response_id')],
    ('surveys', 'survey_id'): [
        ('survey_answers', 'survey_id'), ('survey_operations', 'survey_id'), ('survey_responses', 'survey_id')
    ],
    ('texts', 'text_id'): [('text_topics', 'text_id')],
    ('touchpoints', 'touchpoint_id'): [
        ('attribution_credits', 'touchpoint_id'), ('customer_timeline', 'touchpoint_id'),
        ('journey_stage_events', 'touchpoint_id')
    ]
} -%}
{%- set of_nobody = {
    ('attribution_credits', 'touchpoint_id'): "touchpoint_id like 'unknown:%'",
    ('social_engagement', 'account_id'): "account_id = 'all'",
    ('touchpoints', 'order_id'): "touch_type = 'coupon_redemption'"
} -%}
{{ config(meta={'dagster': {'ref': {'name': 'customers'}}}) }}
-- Returns columns that name somebody or something without a row in the table that they lead to, with one of the names.
{%- set names = joins.keys() | map('first') | list + joins.values() | sum(start=[]) | map('first') | list %}
{%- call looking_at(names | unique | list) %}
{% for (dimension, key), columns in joins.items() %}
{%- set is_last_dimension = loop.last %}
{%- for mart, column in columns %}
{%- set named = column ~ ' is not null' %}
{%- if (mart, column) in of_nobody %}
    {%- set named = named ~ ' and not ' ~ of_nobody[(mart, column)] %}
{%- endif %}
{%- set are_tracked = is_tracked(mart) and is_tracked(dimension) %}
select
    '{{ mart }}.{{ column }}' as column_name,
    '{{ dimension }}' as leads_to,
    count(distinct lost.id) as lost_count,
    min(lost.id) as example
from (
    select named.id
    from (
        select {{ column }} as id
        from {{ ref(mart) }}
        where {{ named }}{% if are_tracked %} and {{ must_look_at('all', [mart, dimension]) }}{% endif %}
    ) as named
    left join {{ ref(dimension) }} as known
        on
            named.id = known.{{ key }}
            {%- if are_tracked %}
            and {{ must_look_at('all', [mart, dimension]) }}
            {%- endif %}
    where known.{{ key }} is null
    {%- if are_tracked %}

    union all

    select suspects.id
    from (
        select {{ column }} as id
        from {{ changed_rows(mart, 'new') }}
        where {{ must_look_at('new', [mart]) }}
        union all
        select {{ key }} as id
        from {{ changed_rows(dimension, 'gone') }}
        where {{ must_look_at('new', [dimension]) }}
    ) as suspects
    left join {{ ref(dimension) }} as known
        on suspects.id = known.{{ key }}
    where
        known.{{ key }} is null
        and suspects.id in (select {{ column }} from {{ ref(mart) }} where {{ named }})
    {%- endif %}
) as lost
having count(*) > 0
{{ 'union all' if not (is_last_dimension and loop.last) }}
{% endfor %}
{%- endfor %}
{%- endcall %}
