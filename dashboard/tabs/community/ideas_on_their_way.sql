-- Which ideas are neither launched nor declined, most votes first, and how much has their submitter given so far?
select
    ideas.idea_id,
    coalesce(ideas.title, ideas.idea_id) as idea,
    ideas.status,
    date_diff('day', ideas.status_at, $as_of) as waiting_days,
    ideas.vote_count,
    ideas.customer_id,
    contributors.points,
    case when ideas.is_submitter_notified then 'told' else 'not_told' end as told,
    count(*) over () as open_count
from marts.ideas as ideas
left join marts.contributor_points as contributors
    on ideas.customer_id = contributors.customer_id
where ideas.status not in ('launched', 'declined')
order by ideas.vote_count desc, ideas.submitted_at asc, ideas.idea_id asc
limit $ideas
