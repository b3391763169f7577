-- Whom to congratulate within $days days, and on orders of the last $days days without a word from us?
with

today as (

    select cast(timezone($zone, timezone('UTC', $as_of)) as date) as as_of_date

),

occasions as (

    select
        customer_id,
        milestone,
        next_date is null as is_past,
        is_contacted,
        coalesce(next_date, last_date) as occasion_date

    from marts.milestones

)

select
    occasions.customer_id,
    occasions.milestone,
    case
        when occasions.milestone = 'birthday' then strftime(occasions.occasion_date, '%Y-%m')
        else cast(occasions.occasion_date as varchar)
    end as occasion,
    case when members.customer_id is null then 'none' else coalesce(members.tier, 'no_tier') end as tier,
    members.margin_12m,
    count(*) over () as due_count
from occasions
cross join today
left join marts.loyalty_members as members
    on occasions.customer_id = members.customer_id
where
    case
        when occasions.is_past
            then
                not occasions.is_contacted
                and occasions.occasion_date > today.as_of_date - cast($days as integer)
        else occasions.occasion_date <= today.as_of_date + cast($days as integer)
    end
order by occasions.occasion_date asc, members.margin_12m desc nulls last, occasions.customer_id asc
limit $customers
