{{ config(materialized='tracked', meta={'increments': {
    'key': 'text_id',
    'by': {
        'int_texts_masked': 'text_id',
        'int_texts_written': 'text_id',
    },
}}) }}
with

texts as (

    select
        text_id,
        folded_text

    from {{ ref('int_texts_masked') }}

),

terms as (

    select
        name as topic,
        term,
        match

    from {{ ref('int_terms_folded') }}
    where kind = 'topic'

),

-- Most texts hold no term: the cheap question comes first.
found as (

    select
        texts.text_id,
        terms.topic

    from texts
    inner join terms
        on {{ holds('texts.folded_text', 'terms.term') }}
    where terms.match = 'part' or {{ holds_word('texts.folded_text', 'terms.term') }}

)

select
    text_id,
    topic

from found

union

-- What its own source calls the topic counts as mentioned.
select
    texts.text_id,
    topics.topic

from {{ ref('int_texts_written') }} as texts
inner join {{ ref('topics') }} as topics
    on texts.own_topic = topics.topic
