with

items as (

    select *
    from {{ ref('int_roadmap_items_dated') }}

),

askers as (

    select distinct
        roadmap_item_id,
        customer_id

    from {{ ref('int_roadmap_items_to_texts') }}
    where is_asking and customer_id is not null

),

written_to as (

    select distinct
        messages.campaign_id,
        records.customer_id

    from {{ ref('stg_messaging__messages') }} as messages
    inner join {{ ref('id_records_resolved') }} as records
        on messages.customer_record_id = records.record_id
    where
        messages.campaign_id in (select announcement_campaign_id from items)
        and messages.bounced_at is null
        and records.customer_id is not null
        and {{ happened_by_as_of('messages.sent_at') }}

),

-- What an idea is about is told by its words and by its source.
ideas as (

    select
        idea_id,
        customer_id,
        topic

    from {{ ref('ideas') }}
    where is_submitter_notified and customer_id is not null

),

thanked as (

    select
        ideas.customer_id,
        ideas.topic
    from ideas
    where ideas.topic is not null

    union

    select
        ideas.customer_id,
        topics.topic
    from ideas
    inner join {{ ref('text_topics') }} as topics
        on 'community.ideas:' || ideas.idea_id = topics.text_id

),

answered as (

    select distinct
        askers.roadmap_item_id,
        askers.customer_id

    from askers
    inner join items
        on askers.roadmap_item_id = items.roadmap_item_id
    inner join {{ ref('survey_responses') }} as responses
        on
            askers.customer_id = responses.customer_id
            and items.announced_at < responses.responded_at
            and items.announced_at + interval '180 days' >= responses.responded_at

)

select
    askers.roadmap_item_id,
    askers.customer_id,
    written_to.customer_id is not null or thanked.customer_id is not null as is_told,
    answered.customer_id is not null as has_answered

from askers
inner join items
    on askers.roadmap_item_id = items.roadmap_item_id
left join written_to
    on
        items.announcement_campaign_id = written_to.campaign_id
        and askers.customer_id = written_to.customer_id
left join thanked
    on
        items.topic = thanked.topic
        and askers.customer_id = thanked.customer_id
left join answered
    on
        askers.roadmap_item_id = answered.roadmap_item_id
        and askers.customer_id = answered.customer_id
