-- Where the seed names no other brand there is no share of voice, and no row.
select
    'mention_share_of_voice' as metric,
    month,
    'all' as segment_type,
    'all' as segment_value,
    cast(own_brand_count as {{ type_double() }}) as numerator,
    cast(own_brand_count + other_brand_count as {{ type_double() }}) as denominator

from {{ ref('social_mentions') }}
where platform = 'all' and share_of_voice is not null

union all

select
    'negative_text_share' as metric,
    month,
    'all' as segment_type,
    'all' as segment_value,
    cast(negative_count as {{ type_double() }}) as numerator,
    cast(scored_count as {{ type_double() }}) as denominator

from {{ ref('topic_trends') }}
where source = 'all' and topic = 'all' and scored_count > 0
