with

ads as (

    select
        {{ month_of('date') }} as month,
        sum(impressions) as impression_count,
        sum(reach) as reach_count,
        sum(clicks) as click_count

    from {{ ref('stg_web__ad_spend') }}
    where {{ dated_by_as_of('date') }}
    group by {{ month_of('date') }}

),

searches as (

    select
        {{ month_of('date') }} as month,
        sum(impressions) as impression_count,
        sum(clicks) as click_count,
        sum(case when average_position is not null then impressions end) as positioned_count,
        -- Decimals add up to the same sum in any order of rows.
        sum(cast(average_position * impressions as decimal(38, 9))) as position_sum

    from {{ ref('stg_web__search_console') }}
    where {{ dated_by_as_of('date') }}
    group by {{ month_of('date') }}

),

mentions as (

    select
        {{ month_of('business_date') }} as month,
        count(*) as mention_count

    from {{ ref('touchpoints') }}
    where touch_type = 'mention'
    group by {{ month_of('business_date') }}

),

scored_mentions as (

    select
        month,
        {{ count_where("sentiment_label = 'positive'") }} as positive_count,
        count(sentiment_label) as scored_count

    from {{ ref('int_mentions_described') }}
    group by month
    having count(sentiment_label) > 0

),

measured as (

    select
        month,
        'search_impressions' as metric,
        impression_count as numerator,
        null as denominator
    from searches

    union all

    select
        month,
        'search_click_rate' as metric,
        click_count as numerator,
        impression_count as denominator
    from searches

    union all

    select
        month,
        'search_average_position' as metric,
        position_sum as numerator,
        positioned_count as denominator
    from searches
    where positioned_count is not null

    union all

    select
        month,
        'ad_impressions' as metric,
        impression_count as numerator,
        null as denominator
    from ads

    union all

    select
        month,
        'ad_reach' as metric,
        reach_count as numerator,
        null as denominator
    from ads

    union all

    select
        month,
        'ad_click_rate' as metric,
        coalesce(click_count, 0) as numerator,
        coalesce(impression_count, 0) as denominator
    from ads
    where click_count is not null or impression_count is not null

    union all

    select
        month,
        'mention_count' as metric,
        mention_count as numerator,
        null as denominator
    from mentions

    union all

    select
        month,
        'positive_mention_share' as metric,
        positive_count as numerator,
        scored_count as denominator
    from scored_mentions

)

select
    month,
    metric,
    'all' as segment_type,
    'all' as segment_value,
    cast(numerator as {{ type_double() }}) as numerator,
    cast(denominator as {{ type_double() }}) as denominator

from measured
where numerator is not null
