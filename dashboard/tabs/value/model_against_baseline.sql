-- By how many orders a customer the model and the plain guess missed a quarter that they had not seen, and what each
-- expects now.
-- The nearer one is to be believed.
-- Errors are texts of three decimals: two good guesses differ in the second or third.
with test as (
    select
        max(case when name = 'is_better_than_naive' then value end) as is_better,
        max(case when name = 'mae_model' then customer_count end) as tested_count,
        cast(cast(max(case when name = 'mae_model' then value end) as decimal(18, 3)) as varchar) as model_error,
        cast(cast(max(case when name = 'mae_naive' then value end) as decimal(18, 3)) as varchar) as naive_error
    from marts.clv_model_fit
    where model = 'holdout'
    having count(*) > 0
),

expected as (
    select
        sum(clv_expected) as clv_expected,
        sum(clv_naive) as clv_naive
    from marts.customer_ltv
),

guesses as (
    select
        1 as place,
        'model' as guess,
        case when test.is_better = 1 then 'believe' else 'compare' end as advice,
        test.model_error as error,
        expected.clv_expected
    from test
    cross join expected
    union all
    select
        2 as place,
        'naive' as guess,
        case when test.is_better = 1 then 'compare' else 'believe' end as advice,
        test.naive_error as error,
        expected.clv_naive as clv_expected
    from test
    cross join expected
)

select
    guesses.guess,
    guesses.advice,
    guesses.error,
    guesses.clv_expected,
    test.model_error,
    test.naive_error,
    test.tested_count,
    case when test.is_better = 1 then 'wins' else 'loses' end as note
from guesses
cross join test
order by guesses.place
