-- Columns of the export that are questions, with what they measure.
with columns as (
    select
        _origin,
        place,
        name,
        text as question_text,
        regexp_extract(import_id, '^(QID[0-9]+)', 1) as id,
        import_id
    from src.export__header
),

told as (
    select
        columns.*,
        getvariable('questions') ->> ('$."' || columns.id || '".type') as told_type,
        getvariable('questions') ->> ('$."' || columns.id || '".item') as item,
        cast(getvariable('questions') ->> ('$."' || columns.id || '".scale_min') as integer)
            as scale_min,
        cast(getvariable('questions') ->> ('$."' || columns.id || '".scale_max') as integer)
            as scale_max,
        bool_or(columns.import_id = columns.id || '_NPS_GROUP')
            over (partition by columns._origin, columns.id) as has_group
    from columns
    where columns.id <> ''
)

select
    *,
    row_number() over (order by _origin, place) as _row,
    false as _deleted,
    null::timestamp as _synced_at,
    regexp_replace(
        regexp_replace(_origin, '[.]csv([.]gz)?$', ''),
        '_[A-Z][a-z]+ [0-9]+, [0-9]{4}_[0-9]{2}[.][0-9]{2}$', ''
    ) as survey_id,
    coalesce(
        case when import_id = id then told_type end,
        case
            when import_id = id and has_group then 'nps'
            when import_id = id || '_TEXT' then 'comment'
        end
    ) as measures
from told
