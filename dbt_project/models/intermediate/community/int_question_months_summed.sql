with

-- A question without an answer sorts behind those with one and is never a middle one.
questions as (

    select
        questions.month,
        questions.answered_at,
        questions.hours_to_answer,
        questions.is_accepted,
        questions.created_at + interval '24 hours' <= as_of.as_of_at as is_due,
        questions.answered_at <= questions.created_at + interval '24 hours' as is_in_time,
        row_number() over (partition by questions.month order by questions.hours_to_answer nulls last) as answer_number,
        count(questions.answered_at) over (partition by questions.month) as answer_count

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
    avg(case when {{ is_middle('answer_number', 'answer_count') }} then hours_to_answer end) as median_hours_to_answer

from questions
group by month
