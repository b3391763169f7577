-- Responses of the export with what keeps them out: previews, tests, spam, and older exports.
select
    _row,
    _deleted,
    _synced_at,
    _origin,
    _cells,
    response_id as id,
    survey_id,
    is_whole,
    distribution_channel,
    finished,
    recipient_email,
    end_date,
    user_language,
    case
        when older is not null then older
        when lower(status) in ('survey preview', 'survey test', '1', '2') then 'a preview or test'
        when lower(status) in ('spam', '8') then 'spam'
    end as reason
from src.exported
