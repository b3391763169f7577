with

weighted as (

    select
        counted.customer_id,
        {%- for column in survey_attributes() %}
        counted.{{ column }},
        {%- endfor %}
        counted.period_start,
        counted.period_end,
        counted.survey_type,
        counted.cell_number,
        case
            when {{ is_promoter('counted.nps_score') }} then 1
            when {{ is_detractor('counted.nps_score') }} then -1
            else 0
        end as net_score,
        coalesce(weights.raked_weight, 1) as weight

    from {{ ref('int_nps_respondents_counted') }} as counted
    left join {{ ref('int_cell_weights_raked') }} as weights
        on
            counted.period_start = weights.period_start
            and counted.period_end = weights.period_end
            and counted.cell_number = weights.cell_number

),

-- Summed by cell of customers first: few rows are then split by segment.
cells as (

    select
        customer_id,
        {%- for column in survey_attributes() %}
        {{ column }},
        {%- endfor %}
        period_start,
        period_end,
        survey_type,
        count(*) as response_count,
        count(cell_number) as targeted_count,
        sum(net_score * weight) as net_weight,
        sum(weight) as weight_sum,
        sum({{ squared('weight') }}) as square_sum

    from weighted
    group by
        customer_id,
        {%- for column in survey_attributes() %}
        {{ column }},
        {%- endfor %}
        period_start,
        period_end,
        survey_type

),

segmented as (

    {{ by_survey_segment('cells') }}

),

summed as (

    select
        period_start,
        period_end,
        survey_type,
        segment_type,
        segment_value,
        sum(response_count) as response_count,
        sum(net_weight) as net_weight,
        sum(weight_sum) as weight_sum,
        sum(square_sum) as square_sum

    from segmented
    group by period_start, period_end, survey_type, segment_type, segment_value
    having sum(targeted_count) > 0

)

select
    period_start,
    period_end,
    survey_type,
    segment_type,
    segment_value,
    -- Doubles add up to a hair's difference in another order of rows, which rounding takes away.
    {{ rounded('100 * ' ~ ratio('net_weight', 'weight_sum'), 9) }} as nps_raked,
    {{ rounded('response_count * ' ~ ratio('square_sum', squared('weight_sum')), 9) }} as design_effect

from summed
