with

months as (

    select
        customer_id,
        month,
        coalesce(tier, 'no_tier') as tier,
        tier_order

    from {{ ref('int_member_months_tiered') }}
    where not is_ahead

),

-- Who was no member yet at the end of the month before has no row there.
moved as (

    select
        months.month,
        coalesce(before.tier, 'none') as from_tier,
        months.tier as to_tier,
        case
            when before.customer_id is null then 'joined'
            when months.tier = before.tier then 'same'
            -- Having no tier is below all tiers.
            when months.tier_order is null or months.tier_order < before.tier_order then 'down'
            else 'up'
        end as movement

    from months
    left join months as before
        on
            months.customer_id = before.customer_id
            and months.month = {{ add_months('before.month', 1) }}

),

counted as (

    select
        month,
        from_tier,
        to_tier,
        movement,
        count(*) as customer_count

    from moved
    group by month, from_tier, to_tier, movement

)

-- The first look is only there to be compared with.
select
    counted.month,
    counted.from_tier,
    counted.to_tier,
    counted.movement,
    counted.customer_count,
    {{ is_month_complete('counted.month') }} as is_complete

from counted
cross join {{ ref('as_of') }} as as_of
where counted.month >= {{ add_months('as_of.as_of_month', -11) }}
