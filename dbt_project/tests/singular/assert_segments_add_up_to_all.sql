{#- Marts split by segment, with the count that every segment type must add up to, and what makes one set of rows. -#}
{%- set counts = {
    'cohort_retention': ['cohort_month, month_number', 'retained_customer_count'],
    'repeat_rates': ['month, variant', 'customer_count'],
    'journey_funnel': ['funnel, entry_month, step_order', 'reached_count'],
    'first_repeat_rates': ['cohort_month, window_days', 'customer_count'],
    'churn': ['month, plan', 'opening_customer_count + joined_customer_count'],
    'nps': ['period_type, period_start, survey_type, touchpoint', 'response_count'],
} -%}
{{ config(meta={'dagster': {'ref': {'name': 'cohort_retention'}}}) }}
-- Returns marts and segment types of which a set of rows does not add up to that of ('all', 'all').
{% for mart, (row_set, count_column) in counts.items() %}
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
    where segment_type != 'all'
    group by {{ row_set }}, segment_type
) as parts
full outer join (
    select
        {{ row_set }},
        segment_types.segment_type,
        {{ count_column }} as counted
    from {{ ref(mart) }} as whole
    cross join (
        values {% for segment_type in segment_types() if segment_type != 'all' %}('{{ segment_type }}'){{ ', ' if not loop.last }}{% endfor %}
    ) as segment_types (segment_type)
    where whole.segment_type = 'all'
) as whole
    using ({{ row_set }}, segment_type)
where coalesce(parts.counted, 0) != coalesce(whole.counted, 0)
group by parts.segment_type
{{ 'union all' if not loop.last }}
{% endfor %}
