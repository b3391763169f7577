-- Responses with their survey: the file, unless the option names it.
with files as (
    select
        _origin,
        row_number() over (
            partition by count(*), sum(cast(hash(_cells) as hugeint))
            order by length(_origin), _origin
        ) > 1 as is_copy
    from src.export
    group by _origin
),

named as (
    select
        export.*,
        files.is_copy,
        -- A file that is saved once more gets a number: "Answers (1)".
        coalesce(
            getvariable('survey'),
            regexp_replace(
                regexp_replace(
                    export._origin, '[.](csv|tsv|parquet|jsonl?|ndjson)([.]gz)?$', ''
                ),
                ' ?[(][0-9]+[)]$', ''
            )
        ) as survey_id,
        row_number() over (
            partition by export._origin, export.responded_at order by export._row
        ) as place
    from src.export as export
    inner join files on export._origin = files._origin
),

known as (
    select
        *,
        -- Numbers begin anew in the file of another survey: there the time belongs to them.
        case
            when id is null then md5(concat_ws('|', survey_id, epoch_us(responded_at), place))
            when getvariable('survey') is null
                then concat_ws('-', id, cast(epoch(responded_at) as bigint))
            else id
        end as response_id
    from named
)

select
    *,
    case
        when is_copy then 'the same file under another name'
        when row_number() over (
            partition by response_id, is_copy
            order by
                responded_at desc nulls last,
                list_transform(
                    regexp_extract_all(_origin, '[0-9]+'), lambda x: try_cast(x as hugeint)
                ) desc,
                _row desc
        ) > 1 then 'the same response in a newer export'
    end as reason
from known
