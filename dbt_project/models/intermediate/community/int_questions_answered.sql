with

posts as (

    select
        post_id,
        member_id,
        post_type,
        parent_post_id,
        is_accepted_answer,
        created_at

    from {{ ref('stg_community__posts') }}
    where {{ happened_by_as_of('created_at') }}

),

questions as (

    select
        post_id,
        member_id,
        created_at

    from posts
    where post_type = 'question'

),

-- Whoever answers their own question has not been helped by the community.
answers as (

    select
        questions.post_id,
        min(
            case
                when answers.member_id != questions.member_id and answers.created_at >= questions.created_at
                    then answers.created_at
            end
        ) as answered_at,
        {{ count_where('answers.is_accepted_answer') }} > 0 as is_accepted

    from questions
    inner join posts as answers
        on questions.post_id = answers.parent_post_id
    where answers.post_type = 'answer'
    group by questions.post_id

)

select
    questions.post_id,
    {{ month_of(business_date('questions.created_at')) }} as month,
    questions.created_at,
    answers.answered_at,
    {{ hours_passed('questions.created_at', 'answers.answered_at') }} as hours_to_answer,
    coalesce(answers.is_accepted, false) as is_accepted

from questions
left join answers
    on questions.post_id = answers.post_id
