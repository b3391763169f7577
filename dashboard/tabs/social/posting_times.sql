-- Reactions per reach by weekday (1 is Monday) and hour of posting.
select
    extract(isodow from business_date) as weekday,
    posted_hour,
    count(*) as post_count,
    sum(engagement_rate * reach_count) / nullif(cast(sum(reach_count) as double), 0) as engagement_rate
from marts.social_posts
group by extract(isodow from business_date), posted_hour
order by weekday, posted_hour
