-- What was posted, and when?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as post_id,
    page_id as account_id,
    created_time as posted_at,
    status_type as media_type,
    message as text,
    nullif(array_to_string(regexp_extract_all(message, '#[^\s#]+'), ' '), '') as hashtags
from src.post
