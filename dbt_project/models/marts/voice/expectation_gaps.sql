with

summed as (

    select *
    from {{ ref('int_expectations_summed') }}

),

estimated as (

    select *
    from {{ ref('int_expectation_gaps_estimated') }}

)

select
    summed.quarter,
    summed.item,
    summed.response_count,
    {{ ratio('summed.expectation_sum', 'summed.response_count') }} as mean_expectation,
    {{ ratio('summed.satisfaction_sum', 'summed.response_count') }} as mean_satisfaction,
    {{ ratio('summed.difference_sum', 'summed.response_count') }} as gap,
    estimated.ci_low,
    estimated.ci_high,
    {{ ratio('summed.exceeded_count', 'summed.response_count') }} as exceeded_share,
    {{ ratio('summed.fallen_short_count', 'summed.response_count') }} as fallen_short_share

from summed
inner join estimated
    on
        summed.quarter = estimated.quarter
        and summed.item = estimated.item
