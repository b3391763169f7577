with

ratings as (

    select *
    from {{ ref('int_satisfactions_rated') }}

),

-- Per item those who rated it, and once, without an item, all who rated anything.
counted as (

    select
        response_id,
        customer_id,
        {%- for column in survey_attributes() %}
        {{ column }},
        {%- endfor %}
        quarter,
        item,
        nps_score is not null as has_nps,
        csat_score is not null as has_csat
    from ratings

    union all

    select distinct
        response_id,
        customer_id,
        {%- for column in survey_attributes() %}
        {{ column }},
        {%- endfor %}
        quarter,
        cast(null as {{ type_text() }}) as item,
        nps_score is not null as has_nps,
        csat_score is not null as has_csat
    from ratings

),

cells as (

    select
        counted.customer_id,
        {%- for column in survey_attributes() %}
        counted.{{ column }},
        {%- endfor %}
        counted.quarter,
        outcomes.outcome,
        counted.item,
        count(*) as response_count

    from counted
    inner join (values ('nps'), ('csat')) as outcomes (outcome)
        on
            (outcomes.outcome = 'nps' and counted.has_nps)
            or (outcomes.outcome = 'csat' and counted.has_csat)
    group by
        counted.customer_id,
        {%- for column in survey_attributes() %}
        counted.{{ column }},
        {%- endfor %}
        counted.quarter,
        outcomes.outcome,
        counted.item

),

segmented as (

    {{ by_survey_segment('cells') }}

),

items as (

    select
        quarter,
        outcome,
        segment_type,
        segment_value,
        item,
        {{ whole_sum('response_count') }} as response_count

    from segmented
    group by quarter, outcome, segment_type, segment_value, item

),

shared_items as (

    select
        *,
        max(case when item is null then response_count end)
            over (partition by quarter, outcome, segment_type, segment_value)
            as rating_response_count

    from items

),

-- What few have rated would leave few complete cases: it stands aside.
entered_items as (

    select
        quarter,
        outcome,
        segment_type,
        segment_value,
        item,
        response_count as answer_count,
        rating_response_count,
        {{ ratio('response_count', 'rating_response_count') }} as answer_share,
        {{ ratio('response_count', 'rating_response_count') }} >= {{ var('driver_min_answer_share') }} as is_entered,
        dense_rank() over (order by quarter, outcome, segment_type, segment_value) as fit_number

    from shared_items
    where item is not null

)

-- The items of each fit, in a fixed order; whoever rated all that enter is a complete case.
select
    quarter,
    outcome,
    segment_type,
    segment_value,
    item,
    answer_count,
    rating_response_count,
    answer_share,
    is_entered,
    fit_number,
    case
        when is_entered then row_number() over (partition by fit_number, is_entered order by item)
    end as item_number,
    cast(sum(case when is_entered then 1 else 0 end) over (partition by fit_number) as bigint) as item_count

from entered_items
