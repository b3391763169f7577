-- What lies ahead of as_of has not happened yet.
select
    members.member_id,
    identified.customer_id,
    case when {{ happened_by_as_of('members.invited_at') }} then members.invited_at end as invited_at,
    case when {{ happened_by_as_of('members.joined_at') }} then members.joined_at end as joined_at

from {{ ref('stg_community__members') }} as members
left join {{ ref('id_members_identified') }} as identified
    on members.member_id = identified.member_id
