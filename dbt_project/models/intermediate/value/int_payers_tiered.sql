with

-- Sums of decimals are exact: those of doubles would depend on the order in which threads deliver the rows.
ranked as (

    select
        customer_id,
        sum(cast(clv_expected as decimal(28, 10))) over () as clv_total,
        coalesce(
            sum(cast(clv_expected as decimal(28, 10))) over (
                order by clv_expected desc, customer_id asc
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as clv_before,
        cast(ntile(10) over (order by clv_expected desc, customer_id asc) as integer) as value_tenth

    from {{ ref('int_payers_expected') }}
    where clv_expected is not null

)

select
    customer_id,
    case
        when clv_before < 0.8 * clv_total then 'high'
        when clv_before < 0.95 * clv_total then 'mid'
        else 'low'
    end as value_tier,
    value_tenth

from ranked
