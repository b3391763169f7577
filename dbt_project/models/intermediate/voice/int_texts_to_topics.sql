with

texts as (

    select
        text_id,
        source,
        customer_id,
        business_date,
        sentiment,
        sentiment_label

    from {{ ref('texts') }}

),

topics as (

    select
        text_id,
        topic

    from {{ ref('text_topics') }}

),

texts_with_topics as (

    select distinct text_id
    from topics

),

named as (

    select
        text_id,
        topic

    from topics

    union all

    select
        text_id,
        'all' as topic

    from texts

    union all

    select
        texts.text_id,
        'none' as topic

    from texts
    left join texts_with_topics
        on texts.text_id = texts_with_topics.text_id
    where texts_with_topics.text_id is null

)

select
    named.text_id,
    named.topic,
    texts.source,
    texts.customer_id,
    texts.business_date,
    -- With all its digits a sum does not depend on the order of its parts.
    cast(texts.sentiment as decimal(20, 15)) as sentiment,
    texts.sentiment_label

from named
inner join texts
    on named.text_id = texts.text_id
