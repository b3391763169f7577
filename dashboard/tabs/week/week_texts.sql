-- The $texts most negative texts of the newest complete week, where texts are published.
with weeks as (
    select max(week) as week
    from marts.weekly_voice
    where
        source = 'all'
        and week + 7 <= cast(timezone($zone, timezone('UTC', $as_of)) + interval '1' microsecond as date)
)

select
    case
        when length(texts.text_redacted) > $characters
            then left(texts.text_redacted, cast($characters as integer)) || '…'
        else texts.text_redacted
    end as text_redacted,
    texts.source,
    texts.sentiment
from marts.texts as texts
inner join weeks
    on texts.business_date >= weeks.week and texts.business_date < weeks.week + 7
where texts.text_redacted is not null and texts.sentiment_label = 'negative'
order by texts.sentiment asc, texts.text_id asc
limit $texts
