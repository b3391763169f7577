with

items as (

    select *
    from {{ ref('int_roadmap_items_dated') }}

),

texts as (

    select
        topics.topic,
        texts.text_id,
        texts.customer_id,
        texts.occurred_at,
        texts.sentiment,
        texts.sentiment_label

    from {{ ref('text_topics') }} as topics
    inner join {{ ref('texts') }} as texts
        on topics.text_id = texts.text_id

),

placed as (

    select
        items.roadmap_item_id,
        texts.text_id,
        texts.customer_id,
        texts.sentiment,
        coalesce(texts.sentiment_label = 'negative', false) as is_negative,
        texts.occurred_at > items.heard_after_at and texts.occurred_at <= items.heard_until_at as is_voice,
        texts.occurred_at > items.heard_after_at and texts.occurred_at <= items.asked_until_at as is_asking,
        coalesce(
            texts.occurred_at >= items.shipped_at - interval '90 days' and texts.occurred_at < items.shipped_at, false
        ) as is_before,
        coalesce(
            texts.occurred_at >= items.shipped_at and texts.occurred_at < items.shipped_at + interval '90 days', false
        ) as is_after

    from items
    inner join texts
        on items.topic = texts.topic

)

select *
from placed
where is_voice or is_asking or is_before or is_after
