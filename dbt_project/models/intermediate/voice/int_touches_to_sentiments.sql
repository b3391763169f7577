-- Texts of touchpoints have their touchpoint's key, but for surveys, whose comments belong to one response.
with

comments as (

    select
        'survey.answers:' || source_key as text_id,
        'survey.responses:' || response_id as touchpoint_id

    from {{ ref('int_answers_to_texts') }}

),

texts as (

    select
        coalesce(comments.touchpoint_id, texts.text_id) as touchpoint_id,
        cast(texts.sentiment as decimal(20, 15)) as sentiment

    from {{ ref('texts') }} as texts
    left join comments
        on texts.text_id = comments.text_id
    where texts.sentiment is not null

)

select
    touchpoint_id,
    {{ ratio('sum(sentiment)', 'count(*)') }} as sentiment

from texts
group by touchpoint_id
