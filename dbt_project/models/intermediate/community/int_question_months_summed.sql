with

questions as (

    select
        questions.month,
        questions.answered_at,
        questions.hours_to_answer,
        questions.is_accepted,
        questions.created_at + interval '24 hours' <= as_of.as_of_at as is_due,
        questions.answered_at <= questions.created_at + interval '24 hours' as is_in_time

    from {{ ref('int_questions_followed') }} as questions
    cross join {{ ref('as_of') }} as as_of

)

select
    month,
    count(*) as question_count,
    count(answered_at) as answered_count,
    {{ count_where('is_due') }} as due_count,
    {{ count_where('is_due and is_in_time') }} as in_time_count,
    {{ count_where('is_accepted') }} as accepted_count,
    percentile_cont(0.5) within group (order by hours_to_answer) as median_hours_to_answer

from questions
group by month
