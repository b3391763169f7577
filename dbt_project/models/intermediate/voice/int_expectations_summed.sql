-- Whole scores add up exactly: a spread of 0 is seen as such.
select
    quarter,
    item,
    count(*) as response_count,
    {{ whole_sum('expectation') }} as expectation_sum,
    {{ whole_sum('satisfaction') }} as satisfaction_sum,
    {{ whole_sum('satisfaction - expectation') }} as difference_sum,
    {{ whole_sum('(satisfaction - expectation) * (satisfaction - expectation)') }} as difference_square_sum,
    {{ count_where('satisfaction > expectation') }} as exceeded_count,
    {{ count_where('satisfaction < expectation') }} as fallen_short_count

from {{ ref('int_expectations_matched') }}
group by quarter, item
