-- What was posted, and when?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as post_id,
    account_id,
    created_at as posted_at,
    text,
    nullif(array_to_string(regexp_extract_all(text, '#[^\s#]+'), ' '), '') as hashtags
from src.tweet
