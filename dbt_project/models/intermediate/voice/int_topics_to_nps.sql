with

-- Of a respondent's answers in the month the latest counts, as in the month's NPS.
answers as (

    select
        response_id,
        {{ month_of('business_date') }} as month,
        nps_score,
        row_number() over (
            partition by {{ month_of('business_date') }}, respondent_key order by responded_at desc, response_id desc
        ) as place

    from {{ ref('survey_responses') }}
    where survey_type = 'relational' and nps_score is not null

),

respondents as (

    select
        response_id,
        month,
        case
            when {{ is_promoter('nps_score') }} then 100
            when {{ is_detractor('nps_score') }} then -100
            else 0
        end as points

    from answers
    where place = 1

),

months as (

    select
        month,
        count(*) as respondent_count,
        {{ whole_sum('points') }} as point_sum

    from respondents
    group by month

),

-- Whoever comes back to a topic in a second comment is one respondent.
mentioned as (

    select distinct
        comments.response_id,
        topics.topic

    from {{ ref('int_answers_to_texts') }} as comments
    inner join {{ ref('text_topics') }} as topics
        on 'survey.answers:' || comments.source_key = topics.text_id

),

topic_sums as (

    select
        respondents.month,
        mentioned.topic,
        count(*) as respondent_count,
        {{ whole_sum('respondents.points') }} as point_sum

    from mentioned
    inner join respondents
        on mentioned.response_id = respondents.response_id
    group by respondents.month, mentioned.topic

)

-- The month's score less what it would be without those who mention the topic.
select
    topic_sums.month,
    topic_sums.topic,
    {{ ratio('months.point_sum', 'months.respondent_count') }}
    - {{ ratio('months.point_sum - topic_sums.point_sum', 'months.respondent_count - topic_sums.respondent_count') }}
        as nps_impact

from topic_sums
inner join months
    on topic_sums.month = months.month
