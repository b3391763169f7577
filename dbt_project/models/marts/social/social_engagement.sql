with

posts as (

    select
        *,
        {{ month_of('business_date') }} as month

    from {{ ref('social_posts') }}

),

post_dimensions as (

    select
        post_id,
        'all' as dimension,
        'all' as dimension_value
    from posts

    union all

    select
        post_id,
        'media_type' as dimension,
        coalesce(media_type, 'unknown') as dimension_value
    from posts

    union all

    select
        post_id,
        'theme' as dimension,
        coalesce(theme, 'unknown') as dimension_value
    from posts

    union all

    select
        post_id,
        'posted_hour' as dimension,
        cast(posted_hour as {{ type_text() }}) as dimension_value
    from posts

    union all

    select
        post_id,
        'weekday' as dimension,
        cast({{ iso_weekday('business_date') }} as {{ type_text() }}) as dimension_value
    from posts

    union all

    select
        post_id,
        'hashtag' as dimension,
        hashtag as dimension_value
    from {{ ref('int_posts_to_hashtags') }}

),

-- Posts of an account that calls itself 'all' stand in the whole, once.
scopes as (

    select
        post_id,
        account_id
    from posts
    where account_id != 'all'

    union all

    select
        post_id,
        'all' as account_id
    from posts

),

-- A ratio takes numerator and denominator from the same posts: those whose denominator is above 0.
engagement as (

    select
        posts.month,
        coalesce(posts.platform, 'unknown') as platform,
        scopes.account_id,
        post_dimensions.dimension,
        post_dimensions.dimension_value,
        count(*) as post_count,
        sum(posts.impression_count) as impression_count,
        sum(posts.reach_count) as reach_count,
        sum(posts.like_count) as like_count,
        sum(posts.comment_count) as comment_count,
        sum(posts.share_count) as share_count,
        sum(posts.save_count) as save_count,
        sum(case when posts.reach_count > 0 then posts.interaction_count end) as rated_interaction_count,
        sum(case when posts.reach_count > 0 then posts.reach_count end) as rated_reach_count,
        sum(case when posts.impression_count > 0 then posts.action_count end) as rated_action_count,
        sum(case when posts.impression_count > 0 then posts.impression_count end) as rated_impression_count,
        sum(case when posts.impression_count > 0 then posts.engagement_count end) as platform_engagement_count,
        sum(case when posts.impression_count > 0 and posts.engagement_count is not null then posts.impression_count end)
            as platform_impression_count

    from posts
    inner join scopes
        on posts.post_id = scopes.post_id
    inner join post_dimensions
        on posts.post_id = post_dimensions.post_id
    group by
        posts.month,
        coalesce(posts.platform, 'unknown'),
        scopes.account_id,
        post_dimensions.dimension,
        post_dimensions.dimension_value

),

account_followers as (

    select
        followers.month,
        coalesce(accounts.platform, 'unknown') as platform,
        followers.account_id,
        followers.follower_count,
        followers.follower_change

    from {{ ref('int_followers_to_months') }} as followers
    left join {{ ref('stg_social__accounts') }} as accounts
        on followers.account_id = accounts.account_id

),

followers as (

    select
        month,
        platform,
        account_id,
        follower_count,
        follower_change
    from account_followers
    where account_id != 'all'

    union all

    select
        month,
        platform,
        'all' as account_id,
        sum(follower_count) as follower_count,
        sum(follower_change) as follower_change
    from account_followers
    group by month, platform

)

select
    coalesce(engagement.month, followers.month) as month,
    coalesce(engagement.platform, followers.platform) as platform,
    coalesce(engagement.account_id, followers.account_id) as account_id,
    coalesce(engagement.dimension, 'all') as dimension,
    coalesce(engagement.dimension_value, 'all') as dimension_value,
    cast(coalesce(engagement.post_count, 0) as bigint) as post_count,
    cast(coalesce(engagement.impression_count, 0) as bigint) as impression_count,
    cast(coalesce(engagement.reach_count, 0) as bigint) as reach_count,
    cast(coalesce(engagement.like_count, 0) as bigint) as like_count,
    cast(coalesce(engagement.comment_count, 0) as bigint) as comment_count,
    cast(coalesce(engagement.share_count, 0) as bigint) as share_count,
    cast(coalesce(engagement.save_count, 0) as bigint) as save_count,
    cast(coalesce(engagement.rated_interaction_count, 0) as bigint) as rated_interaction_count,
    cast(coalesce(engagement.rated_reach_count, 0) as bigint) as rated_reach_count,
    {{ ratio('engagement.rated_interaction_count', 'engagement.rated_reach_count') }} as engagement_rate,
    cast(coalesce(engagement.rated_action_count, 0) as bigint) as rated_action_count,
    cast(coalesce(engagement.rated_impression_count, 0) as bigint) as rated_impression_count,
    {{ ratio('engagement.rated_action_count', 'engagement.rated_impression_count') }} as engagement_rate_impressions,
    cast(coalesce(engagement.platform_engagement_count, 0) as bigint) as platform_engagement_count,
    cast(coalesce(engagement.platform_impression_count, 0) as bigint) as platform_impression_count,
    {{ ratio('engagement.platform_engagement_count', 'engagement.platform_impression_count') }}
        as engagement_rate_platform,
    cast(followers.follower_count as bigint) as follower_count,
    cast(followers.follower_change as bigint) as follower_change

from engagement
full outer join followers
    on
        engagement.month = followers.month
        and engagement.platform = followers.platform
        and engagement.account_id = followers.account_id
        and engagement.dimension = 'all'
