with

periods as (

    select
        customer_id,
        period,
        began_date

    from {{ ref('int_customers_to_periods') }}

),

visits as (

    select
        periods.customer_id,
        periods.period,
        {{ whole_sum('visit_days.session_count') }} as session_count,
        count(distinct visit_days.business_date) as active_day_count

    from periods
    inner join {{ ref('int_customers_to_visit_days') }} as visit_days
        on
            periods.customer_id = visit_days.customer_id
            and periods.began_date <= visit_days.business_date
    group by periods.customer_id, periods.period

),

features as (

    select
        periods.customer_id,
        periods.period,
        count(distinct uses.feature) as feature_count

    from periods
    inner join {{ ref('int_features_used') }} as uses
        on
            periods.customer_id = uses.customer_id
            and periods.began_date <= uses.business_date
    where uses.feature is not null
    group by periods.customer_id, periods.period

),

articles as (

    select
        periods.customer_id,
        periods.period,
        count(*) as article_view_count

    from periods
    inner join {{ ref('int_article_views_identified') }} as views
        on
            periods.customer_id = views.customer_id
            and periods.began_date <= {{ business_date('views.occurred_at') }}
    group by periods.customer_id, periods.period

)

select
    periods.customer_id,
    periods.period,
    coalesce(visits.session_count, 0) as session_count,
    coalesce(visits.active_day_count, 0) as active_day_count,
    coalesce(features.feature_count, 0) as feature_count,
    coalesce(articles.article_view_count, 0) as article_view_count

from periods
left join visits
    on
        periods.customer_id = visits.customer_id
        and periods.period = visits.period
left join features
    on
        periods.customer_id = features.customer_id
        and periods.period = features.period
left join articles
    on
        periods.customer_id = articles.customer_id
        and periods.period = articles.period
