-- Who has contributed most so far?
select
    rank,
    customer_id,
    points,
    points_30d,
    idea_count,
    launched_idea_count,
    accepted_answer_count,
    helpful_vote_count,
    review_count,
    event_count
from marts.contributor_points
order by rank, customer_id
limit $contributors
