with

realised as (

    select
        customer_id,
        sum(amount) as margin_realised

    from {{ ref('int_margins_realised') }}
    group by customer_id

),

expected as (

    select
        customer_id,
        {{ money_of_double('clv_expected') }} as margin_expected,
        coalesce(probability_alive, 1) as probability

    from {{ ref('int_payers_expected') }}
    where clv_expected is not null

)

select
    coalesce(realised.customer_id, expected.customer_id) as customer_id,
    {{ money('coalesce(realised.margin_realised, 0)') }} as margin_realised,
    {{ money('coalesce(expected.margin_expected, 0)') }} as margin_expected,
    expected.probability,
    {{ money('coalesce(realised.margin_realised, 0) + coalesce(expected.margin_expected, 0)') }} as own_margin,
    -- A loss is nobody's to share.
    {{ money(
        'greatest(coalesce(realised.margin_realised, 0) + coalesce(expected.margin_expected, 0), 0)'
    ) }} as shared_margin

from realised
full outer join expected
    on realised.customer_id = expected.customer_id
