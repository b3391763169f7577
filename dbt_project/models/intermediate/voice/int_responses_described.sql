select
    response_id,
    {% for column in survey_attributes() -%}
        {{ json_member('attributes', var('survey_segments')[loop.index0]) }} as {{ column }},
    {% endfor -%}
    coalesce(weight, 1) as weight

from {{ ref('stg_survey__responses') }}
where is_finished and {{ happened_by_as_of('responded_at') }}
