with

posts as (

    select *
    from {{ ref('stg_social__posts') }}
    where {{ happened_by_as_of('posted_at') }}

),

accounts as (

    select
        account_id,
        platform,
        theme

    from {{ ref('stg_social__accounts') }}

),

numbered_readings as (

    select
        *,
        row_number() over (partition by post_id order by date desc) as reading_number

    from {{ ref('stg_social__post_metrics') }}
    where {{ dated_by_as_of('date') }}

),

-- Totals are lifetime figures: the latest reading is the truth, corrections downward included.
readings as (

    select *
    from numbered_readings
    where reading_number = 1

),

-- What a platform does not report is not missing: a post is complete with what its platform can tell.
expected_metrics as (

    select
        platform,
        metric
    from {{ ref('platform_metrics') }}

),

missing_metrics as (

    select
        posts.post_id,
        {{ count_where(
            "case expected_metrics.metric"
            ~ " when 'impressions' then readings.impressions when 'reach' then readings.reach"
            ~ " when 'likes' then readings.likes when 'comments' then readings.comments"
            ~ " when 'shares' then readings.shares when 'saves' then readings.saves"
            ~ " when 'clicks' then readings.clicks when 'replies' then readings.replies"
            ~ " when 'follows' then readings.follows when 'engagements' then readings.engagements end is null"
        ) }} as missing_count

    from posts
    inner join accounts
        on posts.account_id = accounts.account_id
    inner join expected_metrics
        on accounts.platform = expected_metrics.platform
    left join readings
        on posts.post_id = readings.post_id
    group by posts.post_id

),

hashtags as (

    select
        post_id,
        count(*) as hashtag_count

    from {{ ref('int_posts_to_hashtags') }}
    group by post_id

)

select
    posts.post_id,
    posts.account_id,
    accounts.platform,
    accounts.theme,
    posts.posted_at,
    {{ business_date('posts.posted_at') }} as business_date,
    {{ business_hour('posts.posted_at') }} as posted_hour,
    posts.media_type,
    coalesce(hashtags.hashtag_count, 0) as hashtag_count,
    readings.impressions as impression_count,
    readings.reach as reach_count,
    readings.likes as like_count,
    readings.comments as comment_count,
    readings.shares as share_count,
    readings.saves as save_count,
    readings.clicks as click_count,
    readings.replies as reply_count,
    readings.follows as follow_count,
    readings.engagements as engagement_count,
    case when readings.post_id is not null then {{ interactions('readings') }} end as interaction_count,
    case when readings.post_id is not null then {{ actions('readings') }} end as action_count,
    {{ ratio(interactions('readings'), 'readings.reach') }} as engagement_rate,
    {{ ratio(actions('readings'), 'readings.impressions') }} as engagement_rate_impressions,
    {{ ratio('readings.engagements', 'readings.impressions') }} as engagement_rate_platform,
    case
        when missing_metrics.post_id is not null then missing_metrics.missing_count = 0
        else
            readings.likes is not null
            and readings.comments is not null
            and readings.shares is not null
            and readings.clicks is not null
            and readings.replies is not null
            and readings.follows is not null
    end as is_complete

from posts
left join accounts
    on posts.account_id = accounts.account_id
left join readings
    on posts.post_id = readings.post_id
left join missing_metrics
    on posts.post_id = missing_metrics.post_id
left join hashtags
    on posts.post_id = hashtags.post_id
