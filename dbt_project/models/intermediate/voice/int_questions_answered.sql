with

posts as (

    select
        post_id,
        post_type,
        parent_post_id,
        member_id,
        created_at

    from {{ ref('stg_community__posts') }}
    where {{ happened_by_as_of('created_at') }}

)

-- Whoever answers oneself has found out, but was not answered.
select
    questions.post_id,
    min(answers.created_at) as answered_at

from posts as questions
inner join posts as answers
    on
        questions.post_id = answers.parent_post_id
        and answers.post_type = 'answer'
        and answers.created_at >= questions.created_at
        and questions.member_id is distinct from answers.member_id
where questions.post_type = 'question'
group by questions.post_id
