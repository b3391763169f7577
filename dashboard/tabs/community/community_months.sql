-- How well does the community work, the newest months first?
select
    month,
    joined_count,
    invited_joined_share,
    contributor_share,
    post_count,
    question_count,
    answered_24h_share,
    accepted_answer_share,
    median_hours_to_answer
from marts.community_health
order by month desc
limit $months
