with

-- How somebody rated an item last, of those rated in a year.
ratings as (

    select
        answers.customer_id,
        answers.item,
        answers.score,
        row_number() over (
            partition by answers.customer_id, answers.item
            order by responses.responded_at desc, answers.response_id desc, answers.question_id desc
        ) as rating_number

    from {{ ref('survey_answers') }} as answers
    inner join {{ ref('survey_responses') }} as responses
        on answers.response_id = responses.response_id
    cross join {{ ref('as_of') }} as as_of
    where
        answers.question_type = 'satisfaction'
        and answers.item is not null
        and answers.customer_id is not null
        and {{ days_between('answers.business_date', 'as_of.as_of_date') }} < 365

)

select
    customer_id,
    'dissatisfied_item' as attribute,
    item as text_value

from ratings
where rating_number = 1 and score <= 2

union all

select distinct
    uses.customer_id,
    'used_feature' as attribute,
    uses.feature as text_value

from {{ ref('int_features_used') }} as uses
cross join {{ ref('as_of') }} as as_of
where
    uses.customer_id is not null
    and uses.feature is not null
    and {{ days_between('uses.business_date', 'as_of.as_of_date') }} < 90

union all

select distinct
    texts.customer_id,
    'mentioned_topic' as attribute,
    topics.topic as text_value

from {{ ref('text_topics') }} as topics
inner join {{ ref('texts') }} as texts
    on topics.text_id = texts.text_id
cross join {{ ref('as_of') }} as as_of
where
    texts.customer_id is not null
    and {{ days_between('texts.business_date', 'as_of.as_of_date') }} < 90
