-- Which surveys are there?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as survey_id,
    coalesce(survey_name, id) as name,
    coalesce(getvariable('survey_types') ->> ('$."' || id || '"'), 'relational') as survey_type,
    lower(language) as language
from src.survey
