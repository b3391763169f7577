-- Reactions per reach, over the posts of the month with a known reach.
select
    cast(date_trunc('month', business_date) as date) as month,
    sum(engagement_rate * reach_count) / nullif(cast(sum(reach_count) as double), 0) as value
from marts.social_posts
where business_date is not null
group by cast(date_trunc('month', business_date) as date)
order by month
