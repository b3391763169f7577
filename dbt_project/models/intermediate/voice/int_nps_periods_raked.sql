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
        counted.response_count,
        case when counted.cell_number is not null then counted.response_count else 0 end as targeted_count,
        counted.promoter_count - counted.detractor_count as net_count,
        coalesce(weights.raked_weight, 1) as weight

    from {{ ref('int_nps_cells_counted') }} as counted
    left join {{ ref('int_cell_weights_raked') }} as weights
        on
            counted.period_start = weights.period_start
            and counted.period_end = weights.period_end
            and counted.cell_number = weights.cell_number

),

segmented as (

    {{ by_survey_segment('weighted') }}

),

summed as (

    select
        period_start,
        period_end,
        survey_type,
        segment_type,
        segment_value,
        sum(response_count) as response_count,
        sum(net_count * weight) as net_weight,
        sum(response_count * weight) as weight_sum,
        sum(response_count * {{ squared('weight') }}) as square_sum

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
    round(100 * {{ ratio('net_weight', 'weight_sum') }}, 9) as nps_raked,
    round(response_count * {{ ratio('square_sum', squared('weight_sum')) }}, 9) as design_effect

from summed
