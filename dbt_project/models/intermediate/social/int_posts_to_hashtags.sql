with

posts as (

    select
        post_id,
        translate(lower(hashtags), '　' || chr(9) || chr(10) || chr(13) || chr(160), '     ') as hashtags

    from {{ ref('stg_social__posts') }}
    where hashtags is not null and {{ happened_by_as_of('posted_at') }}

)

select distinct
    posts.post_id,
    words.word as hashtag

from posts
{{ split_to_rows('posts.hashtags', ' ', 'words', 'word') }}
where words.word like '#_%'
