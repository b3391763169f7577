with

responses as (

    select
        response_id,
        coalesce(weight, 1) as weight,
        attributes

    from {{ ref('stg_survey__responses') }}
    where is_finished and {{ happened_by_as_of('responded_at') }}

),

greatest_weight as (

    select max(weight) as weight
    from responses

)

-- Weights are relative: as parts of the greatest they are decimals, which add up to the same sum in any order of rows.
select
    responses.response_id,
    cast(coalesce({{ ratio('responses.weight', 'greatest_weight.weight') }}, 0) as decimal(38, 18)) as weight
    {%- for column in survey_attributes() %},
    {{ json_member('responses.attributes', var('survey_segments')[loop.index0]) }} as {{ column }}
    {%- endfor %}

from responses
cross join greatest_weight
