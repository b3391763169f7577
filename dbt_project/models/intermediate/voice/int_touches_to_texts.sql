with

comments as (

    select
        'survey.answers:' || source_key as text_id,
        'survey.responses:' || response_id as touchpoint_id

    from {{ ref('int_answers_to_texts') }}

)

-- A text has the key of its touchpoint, but for surveys, whose comments belong to one response.
select
    texts.text_id,
    coalesce(comments.touchpoint_id, texts.text_id) as touchpoint_id,
    texts.sentiment,
    texts.sentiment_label

from {{ ref('texts') }} as texts
left join comments
    on texts.text_id = comments.text_id
