{{ config(materialized='tracked') }}
with

texts as (

    select
        'survey.answers' as source_table,
        source_key,
        'survey_comment' as source,
        customer_id,
        is_erased,
        cast(null as {{ type_text() }}) as own_topic,
        cast(null as integer) as rating,
        cast(null as {{ type_text() }}) as title,
        text,
        occurred_at

    from {{ ref('int_answers_to_texts') }}

    union all

    select
        source_table,
        source_key,
        source,
        customer_id,
        is_erased,
        own_topic,
        cast(null as integer) as rating,
        cast(null as {{ type_text() }}) as title,
        text,
        occurred_at

    from {{ ref('int_dialogues_to_texts') }}

    union all

    select
        source_table,
        source_key,
        source,
        customer_id,
        is_erased,
        own_topic,
        rating,
        title,
        text,
        occurred_at

    from {{ ref('int_contributions_to_texts') }}

)

select
    source_table || ':' || source_key as text_id,
    source_table,
    source_key,
    source,
    customer_id,
    is_erased,
    own_topic,
    rating,
    title,
    text,
    occurred_at

from texts
where text is not null
