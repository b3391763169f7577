with

ratings as (

    select *
    from {{ ref('int_satisfactions_rated') }}

),

sets as (

    select distinct
        items.quarter,
        sets.set_number,
        items.item,
        items.item_number,
        items.item_count

    from {{ ref('int_driver_items_numbered') }} as items
    inner join {{ ref('int_driver_sets_numbered') }} as sets
        on items.fit_number = sets.fit_number
    where items.is_entered

),

numbered_ratings as (

    select
        ratings.*,
        sets.set_number,
        sets.item_number,
        sets.item_count,
        count(*) over (partition by ratings.response_id, sets.set_number) as rated_count

    from ratings
    inner join sets
        on
            ratings.quarter = sets.quarter
            and ratings.item = sets.item

),

complete_ratings as (

    select *
    from numbered_ratings
    where rated_count = item_count

),

-- Every two items of a complete response, and every item with itself.
cells as (

    select
        ratings.customer_id,
        {%- for column in survey_attributes() %}
        ratings.{{ column }},
        {%- endfor %}
        ratings.set_number,
        ratings.nps_score is not null as has_nps,
        ratings.csat_score is not null as has_csat,
        ratings.item_number,
        others.item_number as other_item_number,
        count(*) as case_count,
        {{ whole_sum('ratings.score') }} as score_sum,
        {{ whole_sum('ratings.score * others.score') }} as product_sum,
        {{ whole_sum('ratings.nps_score') }} as nps_sum,
        {{ whole_sum('ratings.nps_score * ratings.nps_score') }} as nps_square_sum,
        {{ whole_sum('ratings.nps_score * ratings.score') }} as nps_product_sum,
        {{ whole_sum('ratings.csat_score') }} as csat_sum,
        {{ whole_sum('ratings.csat_score * ratings.csat_score') }} as csat_square_sum,
        {{ whole_sum('ratings.csat_score * ratings.score') }} as csat_product_sum

    from complete_ratings as ratings
    inner join complete_ratings as others
        on
            ratings.response_id = others.response_id
            and ratings.set_number = others.set_number
            and ratings.item_number <= others.item_number
    group by
        ratings.customer_id,
        {%- for column in survey_attributes() %}
        ratings.{{ column }},
        {%- endfor %}
        ratings.set_number,
        ratings.nps_score is not null,
        ratings.csat_score is not null,
        ratings.item_number,
        others.item_number

),

cells_by_outcome as (

    select
        cells.customer_id,
        {%- for column in survey_attributes() %}
        cells.{{ column }},
        {%- endfor %}
        cells.set_number,
        outcomes.outcome,
        cells.item_number,
        cells.other_item_number,
        cells.case_count,
        cells.score_sum,
        cells.product_sum,
        case outcomes.outcome when 'nps' then cells.nps_sum else cells.csat_sum end as outcome_sum,
        case outcomes.outcome when 'nps' then cells.nps_square_sum else cells.csat_square_sum end as outcome_square_sum,
        case outcomes.outcome when 'nps' then cells.nps_product_sum else cells.csat_product_sum end
            as outcome_product_sum

    from cells
    inner join (values ('nps'), ('csat')) as outcomes (outcome)
        on
            (outcomes.outcome = 'nps' and cells.has_nps)
            or (outcomes.outcome = 'csat' and cells.has_csat)

),

segmented as (

    {{ by_survey_segment('cells_by_outcome') }}

)

select
    set_number,
    outcome,
    segment_type,
    segment_value,
    item_number,
    other_item_number,
    {{ whole_sum('case_count') }} as case_count,
    {{ whole_sum('score_sum') }} as score_sum,
    {{ whole_sum('product_sum') }} as product_sum,
    {{ whole_sum('outcome_sum') }} as outcome_sum,
    {{ whole_sum('outcome_square_sum') }} as outcome_square_sum,
    {{ whole_sum('outcome_product_sum') }} as outcome_product_sum

from segmented
group by set_number, outcome, segment_type, segment_value, item_number, other_item_number
