-- Whom to congratulate: anniversaries of the next $days days, birthdays of this month and the next, orders reached in the last $days days without a word from us.
with
today as (
    select cast(timezone($zone, timezone('UTC', $as_of)) as date) as as_of_date
),
occasions as (
    select
        milestones.customer_id,
        milestones.milestone,
        milestones.is_contacted,
        case
            when milestones.orders_to_go is null and milestones.next_date is null then milestones.last_date
            else milestones.next_date
        end as occasion_date,
        milestones.next_date is null as is_past,
        today.as_of_date
    from marts.milestones
    cross join today
)
select
    occasions.customer_id,
    occasions.milestone,
    case
        when occasions.milestone = 'birthday' then strftime(occasions.occasion_date, '%Y-%m')
        else cast(occasions.occasion_date as varchar)
    end as occasion,
    members.tier,
    members.margin_12m,
    count(*) over () as due_count
from occasions
left join marts.loyalty_members as members
    on occasions.customer_id = members.customer_id
where
    (
        occasions.is_past
        and not occasions.is_contacted
        and occasions.occasion_date > occasions.as_of_date - cast($days as integer)
    )
    or (
        not occasions.is_past
        and occasions.milestone != 'birthday'
        and occasions.occasion_date <= occasions.as_of_date + cast($days as integer)
    )
    or (
        occasions.milestone = 'birthday'
        and occasions.occasion_date <= occasions.as_of_date + cast($days as integer)
    )
order by occasions.occasion_date asc, members.margin_12m desc nulls last, occasions.customer_id asc
limit $customers
