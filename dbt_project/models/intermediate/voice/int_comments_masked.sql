-- A survey may ask twice: the first question with a comment speaks. Where texts are not published, none is told.
select
    answers.response_id,
    {{ min_by('texts.masked_text', 'answers.question_id') }} as masked_text

from {{ ref('int_answers_to_texts') }} as answers
inner join {{ ref('int_texts_masked') }} as texts
    on 'survey.answers:' || answers.source_key = texts.text_id
where not answers.is_erased and {{ 'true' if var('publish_texts') else 'false' }}
group by answers.response_id
