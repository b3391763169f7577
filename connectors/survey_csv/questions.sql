-- Columns that option questions lists, each once a survey.
with asked as (
    select
        header._origin,
        header.name,
        header.place,
        getvariable('questions') -> ('$."' || header.name || '"') as told
    from src.export__header as header
    where
        not exists (
            select 1 from src.responses as copy
            where copy._origin = header._origin and copy.is_copy
        )
)

select
    row_number() over (order by asked._origin, asked.place) as _row,
    asked.name,
    asked._origin,
    (select any_value(survey_id) from src.responses where _origin = asked._origin) as survey_id,
    asked.told ->> '$.type' as measures,
    asked.told ->> '$.item' as item,
    cast(asked.told ->> '$.scale_min' as integer) as scale_min,
    cast(asked.told ->> '$.scale_max' as integer) as scale_max
from asked
where asked.told is not null
