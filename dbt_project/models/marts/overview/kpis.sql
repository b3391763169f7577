{#- A family of metrics, and what tells whether its figures may still change after the month has ended. -#}
{%- set families = {
    'metric_parts_of_surveys': 'true',
    'metric_parts_of_orders': 'true',
    'metric_parts_of_repeat_buying': 'is_settled',
    'metric_parts_of_subscriptions': 'is_settled',
    'metric_parts_of_customer_value': 'true',
    'metric_parts_of_customers': 'true',
    'metric_parts_of_health': 'true',
    'metric_parts_of_visits': 'true',
    'metric_parts_of_messages': 'true',
    'metric_parts_of_media': 'true',
    'metric_parts_of_texts': 'true',
    'metric_parts_of_communities': 'true',
    'metric_parts_of_follow_ups': 'is_settled',
    'metric_parts_of_loading': 'true',
} -%}
with

parts as (

    {% for family, is_settled in families.items() %}
    select
        metric,
        month,
        segment_type,
        segment_value,
        numerator,
        denominator,
        cast(null as {{ type_double() }}) as value_without_parts,
        {{ is_settled }} as is_settled
    from {{ ref(family) }}

    union all
    {% endfor %}

    select
        metric,
        month,
        segment_type,
        segment_value,
        cast(null as {{ type_double() }}) as numerator,
        cast(null as {{ type_double() }}) as denominator,
        value as value_without_parts,
        true as is_settled
    from {{ ref('metric_values_without_parts') }}

),

registry as (

    select
        metric,
        calculation,
        is_shown_so_far,
        is_tested,
        target

    from {{ ref('metric_registry') }}

),

promoters as (

    select
        'nps' as metric,
        period_start as month,
        segment_type,
        segment_value,
        nps_change_p_value

    from {{ ref('nps') }}
    where period_type = 'month' and survey_type = 'relational' and touchpoint = 'all'

),

completed as (

    select
        parts.*,
        registry.is_shown_so_far,
        registry.is_tested,
        case
            when registry.calculation = 'none' then parts.value_without_parts
            when registry.calculation = 'sum' then parts.numerator
            when registry.calculation = 'points' then 100 * {{ ratio('parts.numerator', 'parts.denominator') }}
            else {{ ratio('parts.numerator', 'parts.denominator') }}
        end as value_so_far,
        case when parts.segment_type = 'all' then registry.target end as target,
        {{ is_month_complete('parts.month') }} and parts.is_settled as is_complete

    from parts
    inner join registry
        on parts.metric = registry.metric
    cross join {{ ref('as_of') }} as as_of

),

measured as (

    select
        *,
        case when is_complete or is_shown_so_far then value_so_far end as value

    from completed

),

-- The row before may be of an earlier month than the month before.
compared as (

    select
        measured.*,
        previous.value as previous_value,
        measured.value - previous.value as change,
        case
            when
                measured.is_tested
                and measured.is_complete
                and previous.is_complete
                and measured.denominator >= 2
                and previous.denominator >= 2
                then {{ ratio(
                    'measured.numerator + previous.numerator', 'measured.denominator + previous.denominator'
                ) }}
        end as pooled_rate,
        {{ ratio('1', 'measured.denominator') }} + {{ ratio('1', 'previous.denominator') }} as inverse_sum

    from measured
    left join measured as previous
        on
            measured.metric = previous.metric
            and measured.segment_type = previous.segment_type
            and measured.segment_value = previous.segment_value
            and measured.month = {{ add_months('previous.month', 1) }}

),

judged as (

    select
        *,
        case
            when pooled_rate > 0 and pooled_rate < 1
                then {{ ratio('abs(change)', 'sqrt(pooled_rate * (1 - pooled_rate) * inverse_sum)') }}
        end as absolute_z

    from compared

)

select
    judged.metric,
    judged.month,
    judged.segment_type,
    judged.segment_value,
    judged.value,
    judged.previous_value,
    judged.change,
    judged.target,
    judged.is_complete,
    judged.numerator,
    judged.denominator,
    coalesce(promoters.nps_change_p_value, {{ two_sided_p_value('judged.absolute_z') }}) as change_p_value

from judged
left join promoters
    on
        judged.metric = promoters.metric
        and judged.month = promoters.month
        and judged.segment_type = promoters.segment_type
        and judged.segment_value = promoters.segment_value
