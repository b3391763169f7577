with

records as (

    select
        record_id,
        customer_id,
        is_erased

    from {{ ref('id_records_resolved') }}

),

members as (

    select
        member_id,
        customer_record_id

    from {{ ref('stg_community__members') }}

),

posts as (

    select
        post_id,
        member_id,
        topic,
        text,
        created_at

    from {{ ref('stg_community__posts') }}
    where {{ happened_by_as_of('created_at') }}

),

ideas as (

    select
        idea_id,
        member_id,
        customer_record_id,
        topic,
        title,
        text,
        submitted_at

    from {{ ref('stg_community__ideas') }}
    where {{ happened_by_as_of('submitted_at') }}

),

reviews as (

    select
        review_id,
        customer_record_id,
        rating,
        title,
        text,
        created_at

    from {{ ref('stg_commerce__reviews') }}
    where {{ happened_by_as_of('created_at') }}

),

contributions as (

    select
        'community.posts' as source_table,
        posts.post_id as source_key,
        'community_post' as source,
        members.customer_record_id,
        posts.topic as own_topic,
        cast(null as integer) as rating,
        cast(null as {{ type_text() }}) as title,
        {{ written('posts.text') }} as text,
        posts.created_at as occurred_at

    from posts
    left join members
        on posts.member_id = members.member_id

    union all

    -- Who hands in an idea at the counter may be no member.
    select
        'community.ideas' as source_table,
        ideas.idea_id as source_key,
        'idea' as source,
        coalesce(ideas.customer_record_id, members.customer_record_id) as customer_record_id,
        ideas.topic as own_topic,
        cast(null as integer) as rating,
        {{ written('ideas.title') }} as title,
        {{ written('ideas.title', 'ideas.text') }} as text,
        ideas.submitted_at as occurred_at

    from ideas
    left join members
        on ideas.member_id = members.member_id

    union all

    select
        'commerce.reviews' as source_table,
        review_id as source_key,
        'review' as source,
        customer_record_id,
        cast(null as {{ type_text() }}) as own_topic,
        cast(rating as integer) as rating,
        cast(null as {{ type_text() }}) as title,
        {{ written('title', 'text') }} as text,
        created_at as occurred_at

    from reviews

)

select
    contributions.source_table,
    contributions.source_key,
    contributions.source,
    records.customer_id,
    coalesce(records.is_erased, false) as is_erased,
    contributions.own_topic,
    contributions.rating,
    contributions.title,
    contributions.text,
    contributions.occurred_at

from contributions
left join records
    on contributions.customer_record_id = records.record_id
