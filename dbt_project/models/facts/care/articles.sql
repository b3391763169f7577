with

articles as (

    select *
    from {{ ref('stg_support__articles') }}

),

-- People read and rate articles that the knowledge base no longer tells of.
listed as (

    select article_id
    from articles

    union

    select article_id
    from {{ ref('int_article_views_identified') }}

    union

    select article_id
    from {{ ref('stg_support__article_votes') }}
    where {{ happened_by_as_of('voted_at') }}

)

select
    listed.article_id,
    articles.title,
    articles.topic,
    {{ business_date('articles.published_at') }} as published_date

from listed
left join articles
    on listed.article_id = articles.article_id
