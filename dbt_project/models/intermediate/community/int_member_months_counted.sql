with

members as (

    select
        member_id,
        {{ month_of(business_date('invited_at')) }} as invited_month,
        {{ month_of(business_date('joined_at')) }} as joined_month

    from {{ ref('int_members_dated') }}

),

posts as (

    select
        {{ month_of(business_date('created_at')) }} as month,
        count(*) as post_count

    from {{ ref('stg_community__posts') }}
    where {{ happened_by_as_of('created_at') }}
    group by {{ month_of(business_date('created_at')) }}

),

invited as (

    select
        invited_month as month,
        count(*) as invited_count,
        count(joined_month) as invited_joined_count

    from members
    where invited_month is not null
    group by invited_month

),

joined as (

    select
        joined_month as month,
        count(*) as joined_count

    from members
    where joined_month is not null
    group by joined_month

),

active as (

    select
        month,
        count(*) as active_count,
        {{ count_where('is_contributor') }} as contributor_count

    from {{ ref('int_members_to_active_months') }}
    group by month

),

first_months as (

    select min(month) as first_month
    from (
        select month from posts
        union all
        select month from invited
        union all
        select month from joined
    ) as all_months

),

months as (

    select {{ add_months('first_months.first_month', 'cast(numbers.month_number as integer)') }} as month
    from first_months
    cross join {{ ref('as_of') }} as as_of
    {{ numbers_to_rows(
        '0', months_between('first_months.first_month', 'as_of.as_of_month'), 'numbers', 'month_number'
    ) }}
    where first_months.first_month is not null

)

select
    months.month,
    cast(sum(coalesce(joined.joined_count, 0)) over (order by months.month) as bigint) as member_count,
    coalesce(invited.invited_count, 0) as invited_count,
    coalesce(invited.invited_joined_count, 0) as invited_joined_count,
    coalesce(joined.joined_count, 0) as joined_count,
    coalesce(active.active_count, 0) as active_count,
    coalesce(active.contributor_count, 0) as contributor_count,
    coalesce(posts.post_count, 0) as post_count

from months
left join invited
    on months.month = invited.month
left join joined
    on months.month = joined.month
left join active
    on months.month = active.month
left join posts
    on months.month = posts.month
