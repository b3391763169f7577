-- Each post of the month with a reach: likes, comments and shares of its reach.
select
    post_id,
    platform,
    posted_at,
    interaction_count as numerator,
    reach_count as denominator
from marts.social_posts
where engagement_rate is not null and date_trunc('month', business_date) = $month
order by post_id
