-- Responses with their survey: the file, unless the option names it.
with named as (
    select
        *,
        coalesce(
            getvariable('survey'),
            regexp_replace(_origin, '[.](csv|tsv|parquet|jsonl?|ndjson)([.]gz)?$', '')
        ) as survey_id,
        row_number() over (partition by _origin, responded_at order by _row) as place
    from src.export
),

known as (
    select
        *,
        -- Numbers begin anew in the file of another survey: there the time belongs to them.
        case
            when id is null then md5(concat_ws('|', survey_id, epoch_us(responded_at), place))
            when getvariable('survey') is null then concat_ws('-', id, epoch(responded_at)::bigint)
            else id
        end as response_id
    from named
)

select
    *,
    case
        when row_number() over (
            partition by response_id
            order by
                responded_at desc nulls last,
                list_transform(
                    regexp_extract_all(_origin, '[0-9]+'), lambda x: try_cast(x as hugeint)
                ) desc,
                _row desc
        ) > 1 then 'the same response in a newer export'
    end as reason
from known
