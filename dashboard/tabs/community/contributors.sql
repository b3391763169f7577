-- Who has contributed most so far?
select
    customer_id,
    points,
    points_30d,
    idea_count,
    accepted_answer_count
from marts.contributor_points
order by rank, customer_id
limit $contributors
