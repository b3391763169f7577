-- How many members take part in each month, and how many of them write?
select
    months.month,
    months.is_complete,
    people.people_group as "group",
    case people.people_group when 'active_members' then months.active_member_count else months.contributor_count end
        as member_count
from marts.community_health as months
cross join (values (1, 'active_members'), (2, 'contributors')) as people (place, people_group)
order by people.place, months.month
