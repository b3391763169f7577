with

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}
    where customer_id is not null

),

answers as (

    select
        posts.post_id,
        members.customer_id,
        coalesce(posts.helpful_votes, 0) as helpful_votes,
        {{ business_date('posts.created_at') }} as event_date

    from {{ ref('stg_community__posts') }} as posts
    inner join {{ ref('id_members_identified') }} as members
        on posts.member_id = members.member_id
    where posts.post_type = 'answer' and posts.is_accepted_answer and {{ happened_by_as_of('posts.created_at') }}

),

votes as (

    select
        votes.vote_id,
        records.customer_id,
        {{ business_date('votes.voted_at') }} as event_date

    from {{ ref('stg_support__article_votes') }} as votes
    inner join records
        on votes.customer_record_id = records.record_id
    where votes.is_helpful and {{ happened_by_as_of('votes.voted_at') }}

)

-- Each helpful vote stands for contacts that were never needed.
select
    'knowledge_saving' as driver,
    customer_id,
    event_date,
    {{ money(
        'helpful_votes * cast(' ~ var('contact_cost') ~ ' as decimal(18, 4))'
        ~ ' * cast(' ~ var('deflection_share') ~ ' as decimal(8, 6))'
    ) }} as amount,
    'community.posts' as evidence_table,
    post_id as evidence_key

from answers

union all

select
    'support_saving' as driver,
    customer_id,
    event_date,
    {{ money(
        'cast(' ~ var('contact_cost') ~ ' as decimal(18, 4)) * cast(' ~ var('deflection_share') ~ ' as decimal(8, 6))'
    ) }} as amount,
    'support.article_votes' as evidence_table,
    vote_id as evidence_key

from votes
