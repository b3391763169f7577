with

-- The latest answer of each kind speaks, and only while it is fresh.
answers as (

    {%- for rule, score in {'detractor_follow_up': 'nps_score', 'low_csat_follow_up': 'csat_score'}.items() %}
    select
        '{{ rule }}' as rule,
        customer_id,
        business_date,
        responded_at,
        {{ is_detractor(score) if score == 'nps_score' else score ~ ' <= 2' }} as is_bad,
        row_number() over (partition by customer_id order by responded_at desc, response_id desc) as answer_number
    from {{ ref('survey_responses') }}
    where customer_id is not null and {{ score }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    answers.customer_id,
    answers.rule,
    answers.responded_at as triggered_at

from answers
cross join {{ ref('as_of') }} as as_of
inner join {{ ref('action_rules') }} as rules
    on answers.rule = rules.rule
where
    answers.answer_number = 1
    and answers.is_bad
    and {{ days_between('answers.business_date', 'as_of.as_of_date') }} <= cast(rules.parameter_value as integer)
