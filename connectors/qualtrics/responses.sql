-- Responses with what keeps them out: previews, tests and spam.
select
    *,
    case
        when status in ('1', '2') or lower(status) in ('survey preview', 'survey test')
            then 'a preview or test'
        when status = '8' or lower(status) = 'spam' then 'spam'
    end as reason
from src.survey_response
