-- Reactions per reach by weekday (1 is Monday) and hour of posting.
select
    extract(isodow from business_date) as weekday,
    posted_hour,
    count(*) as post_count,
    sum(
        case
            when reach_count > 0 then coalesce(like_count, 0) + coalesce(comment_count, 0) + coalesce(share_count, 0)
        end
    ) / nullif(cast(sum(case when reach_count > 0 then reach_count end) as double), 0) as engagement_rate
from marts.social_posts
group by extract(isodow from business_date), posted_hour
order by weekday, posted_hour
