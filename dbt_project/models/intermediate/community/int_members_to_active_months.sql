with

members as (

    select
        member_id,
        customer_id,
        {{ month_of(business_date('joined_at')) }} as joined_month

    from {{ ref('int_members_dated') }}
    where joined_at is not null

),

deeds as (

    select
        member_id,
        {{ month_of(business_date('created_at')) }} as month,
        true as is_contribution
    from {{ ref('stg_community__posts') }}
    where {{ happened_by_as_of('created_at') }}

    union all

    select
        member_id,
        {{ month_of(business_date('submitted_at')) }} as month,
        true as is_contribution
    from {{ ref('stg_community__ideas') }}
    where member_id is not null and {{ happened_by_as_of('submitted_at') }}

    union all

    select
        member_id,
        {{ month_of(business_date('voted_at')) }} as month,
        false as is_contribution
    from {{ ref('stg_community__idea_votes') }}
    where {{ happened_by_as_of('voted_at') }}

    union all

    select
        members.member_id,
        attendances.month,
        false as is_contribution
    from {{ ref('int_attendances_identified') }} as attendances
    inner join members
        on attendances.customer_id = members.customer_id
    where attendances.is_attended

)

-- Only of months in which they were members at the end.
select
    deeds.member_id,
    deeds.month,
    {{ count_where('deeds.is_contribution') }} > 0 as is_contributor

from deeds
inner join members
    on deeds.member_id = members.member_id
where members.joined_month <= deeds.month
group by deeds.member_id, deeds.month
