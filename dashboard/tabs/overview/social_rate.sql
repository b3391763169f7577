-- Reactions per reach, over the posts of the month with a known reach.
select
    cast(date_trunc('month', business_date) as date) as month,
    sum(
        case
            when reach_count > 0 then coalesce(like_count, 0) + coalesce(comment_count, 0) + coalesce(share_count, 0)
        end
    ) / nullif(cast(sum(case when reach_count > 0 then reach_count end) as double), 0) as value
from marts.social_posts
where business_date is not null
group by cast(date_trunc('month', business_date) as date)
order by month
