{#- When each daily metric was first told of: before that there are no figures, which is not the same as 0. -#}
{%- set order_metrics = ['net_sales', 'margin', 'order_count', 'average_order_value'] -%}
{%- for metric in order_metrics %}
select
    '{{ metric }}' as metric,
    min(business_date) as first_date
from {{ ref('orders') }}
where is_counted
union all
{%- endfor %}
{%- for metric in ['session_count', 'conversion_rate'] %}
select
    '{{ metric }}' as metric,
    min(business_date) as first_date
from {{ ref('sessions') }}
where not is_bot
union all
{%- endfor %}
select
    'engagement_rate' as metric,
    min(business_date) as first_date
from {{ ref('social_posts') }}
where reach_count > 0
union all
select
    'nps' as metric,
    min(business_date) as first_date
from {{ ref('survey_responses') }}
where survey_type = 'relational' and nps_score is not null
union all
select
    'csat' as metric,
    min(business_date) as first_date
from {{ ref('survey_responses') }}
where survey_type = 'transactional' and csat_score is not null
union all
select
    'contact_count' as metric,
    min(opened_date) as first_date
from {{ ref('support_issues') }}
where not is_proactive
