-- Which articles help customers to help themselves?
select
    article._row,
    article._deleted,
    article._synced_at as _loaded_at,
    case when article.is_draft then 'a draft' end as left_out,
    article.id as article_id,
    article.title,
    section.name as topic,
    article.created_at as published_at
from src.article as article
left join src.section as section on article.section_id = section.id
