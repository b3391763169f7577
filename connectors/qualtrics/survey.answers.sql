-- What was answered? Scores of NPS and of questions in the option, words of text entries.
select
    answer._row,
    answer._deleted,
    answer._synced_at as _loaded_at,
    case
        when responses.reason is not null then responses.reason
        when answer.question_id like '%_NPS_GROUP' then 'the group of an NPS, which is no answer'
        when responses.id is null then 'its response is not there, so that its survey is unknown'
        when questions.measures is null then 'neither NPS nor text, and not in option questions'
        when coalesce(answer.value, answer.text) is null then 'left empty'
    end as left_out,
    answer.response_id,
    answer.question_id,
    case
        when questions.measures <> 'comment' then coalesce(answer.value, answer.text)
    end as score,
    case when questions.measures = 'comment' then coalesce(answer.text, answer.value) end as text
from src.question_response as answer
left join src.responses as responses on answer.response_id = responses.id
left join src.questions as questions
    on responses.survey_id = questions.survey_id and answer.question_id = questions.id
