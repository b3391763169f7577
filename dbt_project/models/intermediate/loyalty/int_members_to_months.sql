with

-- as_of itself and the ends of the 12 months before its own; and the end of a month ahead, where a rule asks who is
-- about to drop: what has been seen so far is all that counts then.
looks as (

    select
        false as is_ahead,
        {{ add_months('as_of.as_of_month', '-cast(numbers.months_back as integer)') }} as month,
        case
            when numbers.months_back = 0 then as_of.as_of_date
            else {{ add_days(add_months('as_of.as_of_month', '1 - cast(numbers.months_back as integer)'), -1) }}
        end as looked_at_date

    from {{ ref('as_of') }} as as_of
    {{ numbers_to_rows('0', '12', 'numbers', 'months_back') }}

    union all

    select
        true as is_ahead,
        {{ add_months('as_of.as_of_month', 'cast(rules.parameter_value as integer)') }} as month,
        {{ add_days(
            add_months('as_of.as_of_month', '1 + cast(rules.parameter_value as integer)'), -1
        ) }} as looked_at_date

    from {{ ref('as_of') }} as as_of
    inner join {{ ref('action_rules') }} as rules
        on rules.rule = 'tier_about_to_drop'

),

windows as (

    select
        is_ahead,
        month,
        looked_at_date,
        {{ add_months(add_days('looked_at_date', 1), -12) }} as window_starts_on

    from looks

),

members as (

    select
        members.customer_id,
        windows.month,
        windows.is_ahead

    from {{ ref('int_members_enrolled') }} as members
    inner join windows
        on members.joined_date <= windows.looked_at_date

),

earnings as (

    select
        customer_id,
        business_date,
        points,
        cast(0 as decimal(18, 4)) as margin,
        0 as order_count

    from {{ ref('int_points_identified') }}
    where entry_type = 'earn'

    union all

    select
        customer_id,
        business_date,
        0 as points,
        margin,
        1 as order_count

    from {{ ref('orders') }}
    where is_counted and customer_id is not null

),

-- A day counts in twelve of the looks or so: less is moved about when days are summed first.
days as (

    select
        customer_id,
        business_date,
        {{ whole_sum('points') }} as points,
        sum(coalesce(margin, 0)) as margin,
        {{ whole_sum('order_count') }} as order_count

    from earnings
    group by customer_id, business_date

),

totals as (

    select
        days.customer_id,
        windows.month,
        {{ whole_sum('days.points') }} as points_12m,
        {{ money('sum(days.margin)') }} as margin_12m,
        {{ whole_sum('days.order_count') }} as order_count_12m

    from days
    inner join windows
        on
            days.business_date >= windows.window_starts_on
            and days.business_date <= windows.looked_at_date
    group by days.customer_id, windows.month

)

select
    members.customer_id,
    members.month,
    members.is_ahead,
    coalesce(totals.points_12m, 0) as points_12m,
    {{ money('coalesce(totals.margin_12m, 0)') }} as margin_12m,
    coalesce(totals.order_count_12m, 0) as order_count_12m

from members
left join totals
    on
        members.customer_id = totals.customer_id
        and members.month = totals.month
