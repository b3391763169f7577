-- Help articles over all months, most viewed first.
select
    coalesce(articles.title, months.article_id) as article,
    months.article_id,
    max(months.topic) as topic,
    sum(months.view_count) as view_count,
    sum(months.helpful_vote_count + months.unhelpful_vote_count) as vote_count,
    sum(months.helpful_vote_count)
    / nullif(cast(sum(months.helpful_vote_count + months.unhelpful_vote_count) as double), 0) as helpful_rate,
    sum(months.deflected_viewer_count)
    / nullif(cast(sum(months.customer_viewer_count) as double), 0) as deflection_rate
from marts.support_articles as months
left join marts.articles as articles
    on months.article_id = articles.article_id
group by articles.title, months.article_id
order by view_count desc, months.article_id asc
limit $articles
