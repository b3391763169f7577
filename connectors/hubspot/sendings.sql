-- E-mail events with the sending they belong to.
select
    *,
    case
        when type = 'DROPPED' then null
        when type = 'SENT' then coalesce(sent_by_id, id)
        else sent_by_id
    end as sending_id
from src.email_event
