-- Responses of the export with their survey, which is named as the file.
select
    _row,
    _deleted,
    _synced_at,
    _origin,
    _cells,
    response_id as id,
    regexp_replace(
        regexp_replace(_origin, '[.]csv([.]gz)?$', ''),
        '_[A-Z][a-z]+ [0-9]+, [0-9]{4}_[0-9]{2}[.][0-9]{2}$', ''
    ) as survey_id,
    distribution_channel,
    finished,
    recipient_email,
    end_date,
    user_language,
    case
        when lower(status) in ('survey preview', 'survey test', '1', '2') then 'a preview or test'
        when lower(status) in ('spam', '8') then 'spam'
    end as reason
from src.export
