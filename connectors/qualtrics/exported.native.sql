-- Rows of the export with their survey, which the file is named after, and what keeps them out.
with files as (
    select
        _origin,
        -- A copy is numbered, and the name ends with when the export was taken.
        regexp_replace(
            regexp_replace(_origin, '[.]csv([.]gz)?$', ''), ' ?[(][0-9]+[)]$', ''
        ) as name,
        -- The third row of a header says what Qualtrics calls each column. Without it the reader
        -- has taken responses for a header.
        bool_or(import_id in ('_recordId', 'recordId', 'endDate', 'recordedDate', 'startDate'))
            as is_whole
    from src.export__header
    group by _origin
),

named as (
    select
        *,
        regexp_replace(name, '_[^_]*[0-9]{4}[^_]*_[0-9]{1,2}[.][0-9]{2}$', '') as survey_id,
        regexp_extract(name, '_([^_]*[0-9]{4}[^_]*_[0-9]{1,2}[.][0-9]{2})$', 1) as taken
    from files
),

dated as (
    select
        *,
        coalesce(
            try_strptime(taken, '%B %-d, %Y_%H.%M'),
            try_strptime(taken, '%Y年%-m月%-d日_%H.%M'),
            try_strptime(taken, '%Y-%m-%d_%H.%M')
        ) as taken_at,
        list_transform(regexp_extract_all(taken, '[0-9]+'), lambda x: try_cast(x as hugeint))
            as numbers
    from named
)

select
    export.*,
    dated.survey_id,
    dated.is_whole,
    case
        when not dated.is_whole
            then 'the file has not all three header rows: export the responses as CSV, unchanged'
        when row_number() over (
            partition by coalesce(export.response_id, export._row::varchar), dated.is_whole
            order by
                dated.taken_at desc nulls last, export.recorded_date desc nulls last,
                dated.numbers desc, export._row desc
        ) > 1 then 'the same response in a newer export'
    end as older
from src.export as export
inner join dated on export._origin = dated._origin
