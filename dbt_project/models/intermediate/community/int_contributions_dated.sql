with

ideas as (

    select
        idea_id,
        customer_id,
        submitted_at,
        adopted_at,
        launched_at

    from {{ ref('ideas') }}
    where customer_id is not null

),

members as (

    select
        member_id,
        customer_id

    from {{ ref('id_members_identified') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}
    where customer_id is not null

),

posts as (

    select
        posts.post_id,
        members.customer_id,
        posts.post_type,
        posts.is_accepted_answer,
        posts.helpful_votes,
        posts.created_at

    from {{ ref('stg_community__posts') }} as posts
    inner join members
        on posts.member_id = members.member_id
    where {{ happened_by_as_of('posts.created_at') }}

)

select
    customer_id,
    'idea_submitted' as contribution,
    'community.ideas:' || idea_id as source_key,
    submitted_at as occurred_at,
    1 as item_count
from ideas

union all

select
    customer_id,
    'idea_adopted' as contribution,
    'community.ideas:' || idea_id as source_key,
    adopted_at as occurred_at,
    1 as item_count
from ideas
where adopted_at is not null

union all

select
    customer_id,
    'idea_launched' as contribution,
    'community.ideas:' || idea_id as source_key,
    launched_at as occurred_at,
    1 as item_count
from ideas
where launched_at is not null

union all

select
    members.customer_id,
    'idea_vote' as contribution,
    'community.idea_votes:' || votes.idea_id || '|' || votes.member_id as source_key,
    votes.voted_at as occurred_at,
    1 as item_count
from {{ ref('stg_community__idea_votes') }} as votes
inner join members
    on votes.member_id = members.member_id
where {{ happened_by_as_of('votes.voted_at') }}

union all

select
    customer_id,
    case when post_type = 'review' then 'review' else 'post' end as contribution,
    'community.posts:' || post_id as source_key,
    created_at as occurred_at,
    1 as item_count
from posts

union all

select
    records.customer_id,
    'review' as contribution,
    'commerce.reviews:' || reviews.review_id as source_key,
    reviews.created_at as occurred_at,
    1 as item_count
from {{ ref('stg_commerce__reviews') }} as reviews
inner join records
    on reviews.customer_record_id = records.record_id
where {{ happened_by_as_of('reviews.created_at') }}

union all

select
    customer_id,
    'accepted_answer' as contribution,
    'community.posts:' || post_id as source_key,
    created_at as occurred_at,
    1 as item_count
from posts
where post_type = 'answer' and is_accepted_answer

union all

select
    customer_id,
    'helpful_vote' as contribution,
    'community.posts:' || post_id as source_key,
    created_at as occurred_at,
    helpful_votes as item_count
from posts
where helpful_votes > 0

union all

select
    customer_id,
    'event_attended' as contribution,
    'community.event_attendance:' || event_id || '|' || customer_record_id as source_key,
    starts_at as occurred_at,
    1 as item_count
from {{ ref('int_attendances_identified') }}
where is_attended and customer_id is not null
