with

members as (

    select
        customer_id,
        joined_date

    from {{ ref('int_members_enrolled') }}

),

balances as (

    select
        customer_id,
        {{ whole_sum("case when entry_type = 'earn' then points else 0 end") }} as points_earned,
        {{ whole_sum("case when entry_type = 'redeem' then points else 0 end") }} as points_redeemed,
        {{ whole_sum("case when entry_type = 'expire' then points else 0 end") }} as points_expired,
        {{ whole_sum("case when entry_type = 'adjust' then points else 0 end") }} as points_adjusted

    from {{ ref('int_points_identified') }}
    group by customer_id

),

member_months as (

    select *
    from {{ ref('int_member_months_tiered') }}
    where not is_ahead

),

present as (

    select member_months.*
    from member_months
    inner join {{ ref('as_of') }} as as_of
        on member_months.month = as_of.as_of_month

),

-- The run of the present tier begins after the last month in which there was another one.
last_other_months as (

    select
        present.customer_id,
        max(member_months.month) as month

    from present
    inner join member_months
        on
            present.customer_id = member_months.customer_id
            and present.tier_order != coalesce(member_months.tier_order, -1)
    group by present.customer_id

),

runs as (

    select
        present.customer_id,
        min(member_months.month) as tier_since_month

    from present
    inner join member_months
        on present.customer_id = member_months.customer_id
    left join last_other_months
        on present.customer_id = last_other_months.customer_id
    where
        present.tier_order is not null
        and (last_other_months.month is null or member_months.month > last_other_months.month)
    group by present.customer_id

),

next_tiers as (

    select
        present.customer_id,
        min(tiers.tier_order) as tier_order

    from present
    inner join {{ ref('loyalty_tiers') }} as tiers
        on coalesce(tiers.tier_order > present.tier_order, true)
    group by present.customer_id

)

select
    members.customer_id,
    members.joined_date,
    coalesce(
        balances.points_earned + balances.points_adjusted - balances.points_redeemed - balances.points_expired, 0
    ) as balance,
    coalesce(balances.points_earned, 0) as points_earned,
    coalesce(balances.points_redeemed, 0) as points_redeemed,
    coalesce(balances.points_expired, 0) as points_expired,
    coalesce(balances.points_adjusted, 0) as points_adjusted,
    present.points_12m,
    present.margin_12m,
    present.order_count_12m,
    present.tier,
    runs.tier_since_month,
    upper_tiers.tier as next_tier,
    -- The condition that is furthest away decides. Nothing asked is all reached; who is below 0 has not even reached 0.
    case
        when upper_tiers.tier is not null
            then least(
                {%- for asked, done in [
                    ('min_points', 'points_12m'), ('min_margin', 'margin_12m'), ('min_orders', 'order_count_12m')
                ] %}
                case
                    when upper_tiers.{{ asked }} > present.{{ done }}
                        then coalesce(
                            {{ ratio('greatest(present.' ~ done ~ ', 0)', 'greatest(upper_tiers.' ~ asked ~ ', 0)') }},
                            0
                        )
                    else 1
                end{{ ',' if not loop.last }}
                {%- endfor %}
            )
    end as progress_to_next,
    outlooks.ahead_month,
    outlooks.tier_ahead,
    coalesce(outlooks.is_about_to_drop, false) as is_about_to_drop,
    case
        when upper_tiers.min_points is not null
            then cast(greatest(upper_tiers.min_points - present.points_12m, 0) as bigint)
    end as points_to_next,
    case
        when upper_tiers.min_margin is not null
            then {{ money('greatest(upper_tiers.min_margin - present.margin_12m, 0)') }}
    end as margin_to_next,
    case
        when upper_tiers.min_orders is not null
            then cast(greatest(upper_tiers.min_orders - present.order_count_12m, 0) as bigint)
    end as orders_to_next

from members
inner join present
    on members.customer_id = present.customer_id
left join {{ ref('int_members_to_outlooks') }} as outlooks
    on members.customer_id = outlooks.customer_id
left join balances
    on members.customer_id = balances.customer_id
left join runs
    on members.customer_id = runs.customer_id
left join next_tiers
    on members.customer_id = next_tiers.customer_id
left join {{ ref('loyalty_tiers') }} as upper_tiers
    on next_tiers.tier_order = upper_tiers.tier_order
