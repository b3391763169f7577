with

promoters as (

    select
        period_start as month,
        'nps' as metric,
        segment_type,
        segment_value,
        cast(100 * (promoter_count - detractor_count) as {{ type_double() }}) as numerator,
        cast(response_count as {{ type_double() }}) as denominator

    from {{ ref('nps') }}
    where period_type = 'month' and survey_type = 'relational' and touchpoint = 'all'

),

measured as (

    select *
    from {{ ref('int_sessions_to_stage_metrics') }}

    union all

    select *
    from {{ ref('int_customers_to_stage_metrics') }}

    union all

    select *
    from {{ ref('int_media_to_stage_metrics') }}

    union all

    select *
    from promoters

),

staged as (

    select
        measured.*,
        case
            when measured.metric in (
                'organic_sessions', 'search_impressions', 'search_click_rate', 'search_average_position',
                'ad_impressions', 'ad_reach', 'ad_click_rate'
            ) then 'awareness'
            when measured.metric in (
                'engaged_seconds_per_session', 'pages_per_session', 'download_rate'
            ) then 'consideration'
            when measured.metric in (
                'conversion_rate', 'cart_abandonment_rate', 'checkout_completion_rate'
            ) then 'purchase'
            when measured.metric in (
                'app_opens_per_active_customer', 'feature_use_rate', 'contact_rate'
            ) then 'usage'
            else 'advocacy'
        end as journey_stage,
        measured.metric in (
            'organic_sessions', 'search_impressions', 'ad_impressions', 'ad_reach', 'mention_count'
        ) as is_counted,
        {{ is_month_complete('measured.month') }} as is_complete

    from measured
    cross join {{ ref('as_of') }} as as_of

)

select
    month,
    journey_stage,
    metric,
    segment_type,
    segment_value,
    numerator,
    denominator,
    -- A month that has not ended has no rate yet; the NPS is shown with what there is, as in mart nps.
    case
        when is_counted then numerator
        when is_complete or metric = 'nps' then {{ ratio('numerator', 'denominator') }}
    end as value,
    is_complete

from staged
