with

-- All variants that were drawn, also one all of whose customers are in no group.
shares as (

    select
        measure_number,
        variant,
        -- An assignment without a share leaves the plan open, like one with another share.
        case
            when count(*) = count(planned_share) and min(planned_share) = max(planned_share) then min(planned_share)
        end as planned_share

    from {{ ref('int_assignments_identified') }}
    group by measure_number, variant

),

groups as (

    select
        measure_number,
        variant,
        count(*) as customer_count

    from {{ ref('int_customers_to_groups') }}
    group by measure_number, variant

),

outcomes as (

    select
        measure_number,
        variant,
        {{ count_where('is_converted') }} as converted_count,
        sum(net_sales) as y,
        {{ product_sum('net_sales', 'net_sales') }} as yy,
        {{ huge_product_sum('net_sales', 'net_sales') }} as huge_yy,
        sum(net_sales_before) as x,
        {{ product_sum('net_sales_before', 'net_sales_before') }} as xx,
        {{ huge_product_sum('net_sales_before', 'net_sales_before') }} as huge_xx,
        {{ product_sum('net_sales_before', 'net_sales') }} as xy,
        {{ huge_product_sum('net_sales_before', 'net_sales') }} as huge_xy

    from {{ ref('int_customers_to_outcomes') }}
    group by measure_number, variant

)

select
    shares.measure_number,
    shares.variant,
    shares.planned_share,
    coalesce(groups.customer_count, 0) as customer_count,
    coalesce(excluded.customer_count, 0) as excluded_customer_count,
    coalesce(outcomes.converted_count, 0) as converted_count,
    outcomes.y,
    outcomes.yy,
    outcomes.huge_yy,
    outcomes.x,
    outcomes.xx,
    outcomes.huge_xx,
    outcomes.xy,
    outcomes.huge_xy

from shares
left join groups
    on
        shares.measure_number = groups.measure_number
        and shares.variant = groups.variant
left join groups as excluded
    on
        shares.measure_number = excluded.measure_number
        and excluded.variant is null
left join outcomes
    on
        shares.measure_number = outcomes.measure_number
        and shares.variant = outcomes.variant
