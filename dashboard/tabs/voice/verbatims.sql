-- The $texts newest texts on each of the $topics topics with most negative texts of the last complete month.
with topics as (
    select
        topic,
        row_number() over (order by negative_count desc, topic asc) as place
    from marts.topic_trends
    where month = $last_month and source = 'all' and topic not in ('all', 'none')
),

told as (
    select
        topics.topic,
        topics.place as topic_place,
        texts.text_redacted,
        texts.source,
        texts.sentiment,
        texts.business_date,
        row_number() over (
            partition by topics.topic
            order by
                case texts.sentiment_label when 'negative' then 1 else 2 end,
                texts.business_date desc,
                texts.text_id asc
        ) as place
    from topics
    inner join marts.text_topics as mentioned on topics.topic = mentioned.topic
    inner join marts.texts as texts on mentioned.text_id = texts.text_id
    where
        topics.place <= $topics
        and texts.text_redacted is not null
        and texts.sentiment_label is not null
)

select
    topic,
    case
        when length(text_redacted) > $characters then left(text_redacted, cast($characters as integer)) || '…'
        else text_redacted
    end as text_redacted,
    sentiment,
    source,
    business_date
from told
where place <= $texts
order by topic_place, place
