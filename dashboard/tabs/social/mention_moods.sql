-- Mentions of each month by how they feel, over all platforms; those without a feeling told apart.
with moods as (
    select
        month,
        1 as place,
        'positive' as mood,
        positive_count as mention_count
    from marts.social_mentions
    where platform = 'all'
    union all
    select
        month,
        2 as place,
        'neutral' as mood,
        scored_count - positive_count - negative_count as mention_count
    from marts.social_mentions
    where platform = 'all'
    union all
    select
        month,
        3 as place,
        'negative' as mood,
        negative_count as mention_count
    from marts.social_mentions
    where platform = 'all'
)

select
    month,
    mood,
    mention_count
from moods
where month > $last_month - to_months(cast($months as integer))
order by place, month
