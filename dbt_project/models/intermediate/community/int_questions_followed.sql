with

posts as (

    select
        post_id,
        post_type,
        parent_post_id,
        is_accepted_answer,
        created_at

    from {{ ref('stg_community__posts') }}
    where {{ happened_by_as_of('created_at') }}

),

accepted as (

    select distinct parent_post_id as post_id
    from posts
    where post_type = 'answer' and is_accepted_answer

)

select
    questions.post_id,
    {{ month_of(business_date('questions.created_at')) }} as month,
    questions.created_at,
    answers.answered_at,
    {{ hours_passed('questions.created_at', 'answers.answered_at') }} as hours_to_answer,
    accepted.post_id is not null as is_accepted

from posts as questions
left join {{ ref('int_questions_answered') }} as answers
    on questions.post_id = answers.post_id
left join accepted
    on questions.post_id = accepted.post_id
where questions.post_type = 'question'
