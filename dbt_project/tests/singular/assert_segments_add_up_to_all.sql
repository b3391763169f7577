{#- Marts split by segment, with the count that every segment type must add up to, and what makes one set of rows. -#}
{#- What cannot be told per customer is not split. -#}
{%- set told_per_customer = "metric not in ('search_impressions', 'search_click_rate', 'search_average_position',"
    ~ " 'ad_impressions', 'ad_reach', 'ad_click_rate', 'mention_count', 'positive_mention_share')" -%}
{#- Sums of doubles are rounded; of those the people behind them add up. -#}
{%- set split_metrics = "metric in (select metric from " ~ ref('kpis') ~ " where segment_type = 'country')" -%}
{%- set counts = [
    ('cohort_retention', 'basis, cohort_month, month_number', 'retained_customer_count', 'true'),
    ('repeat_rates', 'month, variant', 'customer_count', 'true'),
    ('first_repeat_rates', 'cohort_month, window_days', 'customer_count', 'true'),
    ('churn', 'month, plan', 'opening_customer_count', 'true'),
    ('churn', 'month, plan', 'joined_customer_count', 'true'),
    ('survival_curves', 'event, month_number', 'event_count', 'true'),
    ('survival_curves', 'event, month_number', 'censored_count', 'true'),
    ('nps', 'period_type, period_start, survey_type, touchpoint', 'response_count', 'true'),
    ('feature_usage', 'month, feature', 'user_count', 'true'),
    ('journey_funnel', 'funnel, entry_month, step_order', 'reached_count', 'true'),
    ('journey_stage_metrics', 'month, metric', 'cast(numerator as decimal(38, 4))', told_per_customer),
    ('journey_stage_metrics', 'month, metric', 'cast(denominator as decimal(38, 4))', told_per_customer),
    ('kpis', 'metric, month', 'cast(numerator as decimal(38, 4))', split_metrics ~ " and metric not in ('ltv_discounted', 'health_mean')"),
    ('kpis', 'metric, month', 'cast(denominator as decimal(38, 4))', split_metrics),
] -%}
{{ config(meta={'dagster': {'ref': {'name': 'cohort_retention'}}}) }}
-- Returns marts and segment types of which a set of rows does not add up to that of ('all', 'all').
{% for mart, row_set, count_column, condition in counts %}
{#- Respondents split by what they say of themselves add up in the mart of surveys itself. -#}
{%- set types = (segment_types() if mart != 'nps' else survey_segment_types()) | reject('equalto', 'all') -%}
{%- set listed = [] -%}
{%- for type in types %}{% do listed.append("'" ~ type | replace("'", "''") ~ "'") %}{% endfor %}
select
    '{{ mart }}' as mart,
    parts.segment_type,
    count(*) as differing_row_sets
from (
    select
        {{ row_set }},
        segment_type,
        sum({{ count_column }}) as counted
    from {{ ref(mart) }}
    where segment_type in ({{ listed | join(', ') }}) and {{ condition }}
    group by {{ row_set }}, segment_type
) as parts
full outer join (
    select
        {{ row_set }},
        segment_types.segment_type,
        {{ count_column }} as counted
    from {{ ref(mart) }} as whole
    cross join (
        values {% for type in listed %}({{ type }}){{ ', ' if not loop.last }}{% endfor %}
    ) as segment_types (segment_type)
    where whole.segment_type = 'all' and {{ condition }}
) as whole
    using ({{ row_set }}, segment_type)
where coalesce(parts.counted, 0) != coalesce(whole.counted, 0)
group by parts.segment_type
{{ 'union all' if not loop.last }}
{% endfor %}
