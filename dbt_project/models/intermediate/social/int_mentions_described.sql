with

mentions as (

    select
        mention_id,
        platform,
        reach,
        occurred_at

    from {{ ref('stg_social__mentions') }}
    where {{ happened_by_as_of('occurred_at') }}

),

-- A brand is named by any of its terms.
named_brands as (

    select
        texts.text_id,
        max(case when brands.is_own then 1 else 0 end) as own_count,
        max(case when brands.is_own then 0 else 1 end) as other_count

    from {{ ref('int_texts_masked') }} as texts
    inner join {{ ref('int_terms_folded') }} as terms
        on {{ holds('texts.folded_text', 'terms.term') }}
    inner join {{ ref('brand_terms') }} as brands
        on terms.name = brands.brand
    where
        texts.text_id like 'social.mentions:%'
        and terms.kind = 'brand'
        and (terms.match = 'part' or {{ holds_word('texts.folded_text', 'terms.term') }})
    group by texts.text_id

)

select
    mentions.mention_id,
    identified.customer_id,
    mentions.platform,
    {{ month_of(business_date('mentions.occurred_at')) }} as month,
    coalesce(mentions.reach, 0) as reach,
    texts.sentiment_label,
    {{ days_passed('mentions.occurred_at', 'answered.answered_at') }} * 24 as hours_to_answer,
    {{ happened_by_as_of("mentions.occurred_at + interval '" ~ var('mention_answer_hours') ~ " hours'") }} as is_due,
    coalesce(
        answered.answered_at <= mentions.occurred_at + interval '{{ var("mention_answer_hours") }} hours', false
    ) as is_in_time,
    coalesce(named_brands.own_count, 0) = 1 as names_own_brand,
    coalesce(named_brands.other_count, 0) = 1 as names_other_brand

from mentions
inner join {{ ref('int_mentions_identified') }} as identified
    on mentions.mention_id = identified.mention_id
left join {{ ref('int_mentions_answered') }} as answered
    on mentions.mention_id = answered.mention_id
left join {{ ref('texts') }} as texts
    on 'social.mentions:' || mentions.mention_id = texts.text_id
left join named_brands
    on 'social.mentions:' || mentions.mention_id = named_brands.text_id
