with

posts as (

    select
        post_id,
        translate(
            {{ lower_case(ascii_width('hashtags')) }}, '　' || chr(9) || chr(10) || chr(13) || chr(160), '     '
        ) as hashtags

    from {{ ref('stg_social__posts') }}
    where hashtags is not null and {{ happened_by_as_of('posted_at') }}

),

tagged_words as (

    select
        posts.post_id,
        words.word

    from posts
    {{ split_to_rows('posts.hashtags', ' ', 'words', 'word') }}
    where words.word like '#%'

),

-- A tag ends where the next begins; a comma or a full stop behind it is none of it.
tags as (

    select
        tagged_words.post_id,
        trim(trailing ',.!?:;)]、。｡､」』…' from parts.part) as tag

    from tagged_words
    {{ split_to_rows('tagged_words.word', '#', 'parts', 'part') }}

)

select distinct
    post_id,
    '#' || tag as hashtag

from tags
where tag != ''
