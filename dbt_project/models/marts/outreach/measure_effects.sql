with

effects as (

    select
        measures.measure_id,
        measures.name,
        measures.experiment_id,
        measures.started_at,
        measures.period_end,
        measures.is_complete,
        measures.goal_is_unwanted,
        measures.cost,
        estimated.*,
        summed.customer_count as treated_customer_count,
        summed.converted_count as treated_converted_customer_count,
        summed.excluded_customer_count,
        -- What the two groups together would have, had they one rate.
        summed.converted_count + estimated.control_converted_customer_count as converted_count,
        summed.customer_count + estimated.control_customer_count as customer_count,
        least(summed.customer_count, estimated.control_customer_count) as smaller_count

    from {{ ref('int_effects_estimated') }} as estimated
    inner join {{ ref('int_measures_dated') }} as measures
        on estimated.measure_number = measures.measure_number
    inner join {{ ref('int_effects_summed') }} as summed
        on
            estimated.measure_number = summed.measure_number
            and estimated.variant = summed.variant

)

select
    measure_id,
    name,
    variant,
    experiment_id,
    started_at as period_start,
    period_end,
    is_complete,
    treated_customer_count,
    control_customer_count,
    excluded_customer_count,
    treated_converted_customer_count,
    control_converted_customer_count,
    {{ ratio('treated_converted_customer_count', 'treated_customer_count') }} as treated_conversion_rate,
    {{ ratio('control_converted_customer_count', 'control_customer_count') }} as control_conversion_rate,
    difference,
    ci_low,
    ci_high,
    p_value,
    relative_lift,
    minimum_detectable_difference,
    treated_net_sales_per_customer,
    control_net_sales_per_customer,
    net_sales_difference,
    net_sales_ci_low,
    net_sales_ci_high,
    net_sales_p_value,
    adjusted_net_sales_difference,
    adjusted_net_sales_ci_low,
    adjusted_net_sales_ci_high,
    adjusted_net_sales_p_value,
    variance_reduction,
    incremental_net_sales,
    cost,
    sample_ratio_p_value,
    -- Of the goal alone, not of the money. The rule of five is asked of whole numbers: no rounding decides it.
    case
        when sample_ratio_p_value < {{ var('sample_ratio_alpha') }} then 'invalid_sample_ratio'
        when
            smaller_count < {{ var('effect_min_customers') }}
            or converted_count * smaller_count < 5 * customer_count
            or (customer_count - converted_count) * smaller_count < 5 * customer_count
            then 'collecting_data'
        when p_value < 0.05 and difference > 0 then case when goal_is_unwanted then 'worse' else 'better' end
        when p_value < 0.05 and difference < 0 then case when goal_is_unwanted then 'better' else 'worse' end
        else 'no_significant_difference'
    end as verdict

from effects
