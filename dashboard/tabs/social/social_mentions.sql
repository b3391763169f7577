-- Mentions by others in the last $months months, over all platforms and for each.
select
    platform,
    sum(mention_count) as mention_count,
    sum(reach_count) as reach_count,
    sum(positive_count) / nullif(sum(scored_count), 0) as positive_share,
    sum(negative_count) / nullif(sum(scored_count), 0) as negative_share,
    sum(answered_in_time_count) / nullif(sum(due_count), 0) as answered_in_time_share,
    sum(own_brand_count) as own_brand_count,
    sum(other_brand_count) as other_brand_count
from marts.social_mentions
where month > $last_month - to_months(cast($months as integer))
group by platform
order by case platform when 'all' then 0 else 1 end, sum(mention_count) desc, platform asc
