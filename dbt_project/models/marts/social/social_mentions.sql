with

mentions as (

    select *
    from {{ ref('int_mentions_described') }}

),

platforms as (

    select
        platform,
        mention_id

    from mentions

    union all

    select
        'all' as platform,
        mention_id

    from mentions

),

rivals as (

    select count(*) as brand_count
    from {{ ref('brand_terms') }}
    where not is_own

),

counted as (

    select
        mentions.month,
        platforms.platform,
        count(*) as mention_count,
        {{ count_where('mentions.customer_id is not null') }} as customer_mention_count,
        {{ whole_sum('mentions.reach') }} as reach_count,
        count(mentions.sentiment_label) as scored_count,
        {{ count_where("mentions.sentiment_label = 'positive'") }} as positive_count,
        {{ count_where("mentions.sentiment_label = 'negative'") }} as negative_count,
        count(mentions.hours_to_answer) as answered_count,
        percentile_cont(0.5) within group (order by mentions.hours_to_answer) as median_hours_to_answer,
        {{ count_where('mentions.is_due') }} as due_count,
        {{ count_where('mentions.is_due and mentions.is_in_time') }} as answered_in_time_count,
        {{ count_where('mentions.names_own_brand') }} as own_brand_count,
        {{ count_where('mentions.names_other_brand') }} as other_brand_count

    from platforms
    inner join mentions
        on platforms.mention_id = mentions.mention_id
    group by mentions.month, platforms.platform

)

select
    counted.month,
    counted.platform,
    counted.mention_count,
    counted.customer_mention_count,
    counted.reach_count,
    counted.scored_count,
    counted.positive_count,
    counted.negative_count,
    {{ ratio('counted.positive_count', 'counted.scored_count') }} as positive_share,
    {{ ratio('counted.negative_count', 'counted.scored_count') }} as negative_share,
    counted.answered_count,
    counted.median_hours_to_answer,
    counted.due_count,
    counted.answered_in_time_count,
    {{ ratio('counted.answered_in_time_count', 'counted.due_count') }} as answered_in_time_share,
    counted.own_brand_count,
    counted.other_brand_count,
    -- Whom nobody else is compared with has no share.
    case
        when rivals.brand_count > 0
            then {{ ratio('counted.own_brand_count', 'counted.own_brand_count + counted.other_brand_count') }}
    end as share_of_voice

from counted
cross join rivals
