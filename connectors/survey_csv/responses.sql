-- Responses with their survey: the file, unless the option names it.
select
    *,
    coalesce(
        getvariable('survey'), regexp_replace(_origin, '[.](csv|tsv|parquet|jsonl?|ndjson)([.]gz)?$', '')
    ) as survey_id,
    coalesce(
        id, md5(concat_ws('|', _origin, epoch_us(responded_at), row_number() over (
            partition by _origin, responded_at order by _row
        )))
    ) as response_id
from src.export
