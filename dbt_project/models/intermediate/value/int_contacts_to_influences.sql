with

members as (

    select
        member_id,
        customer_id

    from {{ ref('id_members_identified') }}

),

posts as (

    select
        posts.post_id,
        posts.post_type,
        posts.parent_post_id,
        members.customer_id,
        posts.created_at

    from {{ ref('stg_community__posts') }} as posts
    inner join members
        on posts.member_id = members.member_id
    where {{ happened_by_as_of('posts.created_at') }}

),

views as (

    select
        sessions.customer_id,
        {{ extract_group('events.page_path', '.*/posts/(.+)$') }} as post_id,
        events.occurred_at

    from {{ ref('int_events_sessionized') }} as events
    inner join {{ ref('int_sessions_owned') }} as sessions
        on events.session_id = sessions.session_id
    where sessions.customer_id is not null and events.page_path like '%/posts/%'

),

votes as (

    select
        members.customer_id,
        votes.idea_id,
        votes.voted_at

    from {{ ref('stg_community__idea_votes') }} as votes
    inner join members
        on votes.member_id = members.member_id
    where {{ happened_by_as_of('votes.voted_at') }}

),

contacts as (

    select
        posts.customer_id as influencer_id,
        views.customer_id as influenced_id,
        views.occurred_at

    from views
    inner join posts
        on views.post_id = posts.post_id

    union all

    select
        posts.customer_id as influencer_id,
        replies.customer_id as influenced_id,
        replies.created_at as occurred_at

    from posts as replies
    inner join posts
        on replies.parent_post_id = posts.post_id
    where replies.post_type in ('comment', 'answer')

    union all

    select
        ideas.customer_id as influencer_id,
        votes.customer_id as influenced_id,
        votes.voted_at as occurred_at

    from votes
    inner join {{ ref('int_ideas_identified') }} as ideas
        on votes.idea_id = ideas.idea_id

),

orders as (

    select
        customer_id,
        ordered_at

    from {{ ref('orders') }}
    where is_counted and customer_id is not null

),

-- A contact counts when an order follows within the window; a date counts once, however many orders follow it.
evidence_dates as (

    select distinct
        contacts.influencer_id,
        contacts.influenced_id,
        {{ business_date('contacts.occurred_at') }} as evidence_date

    from contacts
    inner join orders
        on
            contacts.influenced_id = orders.customer_id
            and orders.ordered_at >= contacts.occurred_at
            and orders.ordered_at <= contacts.occurred_at + interval '{{ var("influence_window_days") }} days'
    where contacts.influencer_id is not null and contacts.influencer_id != contacts.influenced_id

)

select
    influencer_id,
    influenced_id,
    count(*) as strength,
    max(evidence_date) as last_evidence_date

from evidence_dates
group by influencer_id, influenced_id
