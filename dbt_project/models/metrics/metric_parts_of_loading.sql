with

totals as (

    select
        sum(raw_row_count) as raw_row_count,
        sum(quarantined_row_count) as quarantined_row_count

    from {{ ref('source_reconciliation') }}

)

-- What is broken is known of the landing zone as it is now.
select
    'quarantined_row_count' as metric,
    as_of.as_of_month as month,
    'all' as segment_type,
    'all' as segment_value,
    cast(totals.quarantined_row_count as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator

from totals
cross join {{ ref('as_of') }} as as_of
where totals.raw_row_count > 0
