-- Columns of the export that are questions, with what they measure.
with whole as (
    select distinct _origin
    from src.exported
    where is_whole
),

columns as (
    select
        _origin,
        place,
        name,
        text as question_text,
        import_id,
        -- QID1, in a loop 1_QID1; QID1_2 is a row of a matrix, QID1_TEXT the words of a text entry.
        regexp_extract(import_id, '^(([0-9]+_)?QID[0-9]+)', 1) as stem,
        regexp_extract(import_id, '(QID[0-9]+)', 1) as question,
        regexp_full_match(import_id, '([0-9]+_)?QID[0-9]+(_[0-9]+)?') as is_value
    from src.export__header
    inner join whole using (_origin)
    where regexp_matches(import_id, '^([0-9]+_)?QID[0-9]')
),

asked as (
    select
        *,
        case
            when import_id = stem || '_TEXT' and not bool_or(import_id = stem) over same
                then stem
            else import_id
        end as id,
        bool_or(import_id = stem || '_NPS_GROUP') over same as has_group
    from columns
    window same as (partition by _origin, stem)
),

told as (
    select
        *,
        -- The option may name the column itself, or the question with all its rows and loops.
        coalesce(
            getvariable('questions') -> ('$."' || import_id || '"'),
            case
                when is_value
                    then coalesce(
                        getvariable('questions') -> ('$."' || stem || '"'),
                        getvariable('questions') -> ('$."' || question || '"')
                    )
            end
        ) as option
    from asked
)

select
    * exclude (option),
    row_number() over (order by _origin, place) as _row,
    false as _deleted,
    null::timestamp as _synced_at,
    (select any_value(survey_id) from src.exported where _origin = told._origin) as survey_id,
    option ->> '$.item' as item,
    cast(option ->> '$.scale_min' as integer) as scale_min,
    cast(option ->> '$.scale_max' as integer) as scale_max,
    coalesce(
        option ->> '$.type',
        case
            when import_id = stem and has_group then 'nps'
            when import_id = stem || '_TEXT' then 'comment'
        end
    ) as measures
from told
