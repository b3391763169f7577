with

member_months as (

    select *
    from {{ ref('int_members_to_months') }}

),

tiers as (

    select *
    from {{ ref('loyalty_tiers') }}

),

-- A condition that the seed leaves empty holds for everybody.
reached as (

    select
        member_months.customer_id,
        member_months.month,
        max(tiers.tier_order) as tier_order

    from member_months
    inner join tiers
        on
            coalesce(member_months.points_12m >= tiers.min_points, true)
            and coalesce(member_months.margin_12m >= tiers.min_margin, true)
            and coalesce(member_months.order_count_12m >= tiers.min_orders, true)
    group by member_months.customer_id, member_months.month

)

select
    member_months.customer_id,
    member_months.month,
    member_months.is_ahead,
    member_months.points_12m,
    member_months.margin_12m,
    member_months.order_count_12m,
    tiers.tier,
    tiers.tier_order

from member_months
left join reached
    on
        member_months.customer_id = reached.customer_id
        and member_months.month = reached.month
left join tiers
    on reached.tier_order = tiers.tier_order
