-- Help articles over all months, most viewed first.
select
    article_id,
    max(topic) as topic,
    sum(view_count) as view_count,
    sum(helpful_vote_count + unhelpful_vote_count) as vote_count,
    sum(helpful_vote_count)
    / nullif(cast(sum(helpful_vote_count + unhelpful_vote_count) as double), 0) as helpful_rate,
    sum(deflected_viewer_count) / nullif(cast(sum(customer_viewer_count) as double), 0) as deflection_rate
from marts.support_articles
group by article_id
order by view_count desc, article_id asc
limit $articles
