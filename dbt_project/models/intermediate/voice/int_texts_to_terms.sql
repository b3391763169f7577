{{ config(materialized='tracked', meta={'increments': {
    'key': 'text_id',
    'by': {
        'int_texts_masked': 'text_id',
        'int_texts_written': 'text_id',
    },
}}) }}
with

-- Nothing of erased persons is shown, not in a word either.
texts as (

    select
        written.text_id,
        {{ month_of(business_date('written.occurred_at')) }} as month,
        masked.language,
        masked.searched_text

    from {{ ref('int_texts_written') }} as written
    inner join {{ ref('int_texts_masked') }} as masked
        on written.text_id = masked.text_id
    where not written.is_erased and masked.language in ('ja', 'en')

),

english as (

    select
        texts.text_id,
        texts.month,
        'en' as language,
        trim(both '''' from words.word) as term

    from texts
    {{ matches_to_rows('texts.searched_text', "[a-z'']+", 'words', 'word') }}
    where texts.language = 'en' and length(replace(words.word, '''', '')) >= 3

),

-- Where one script ends and another begins a word does, in most cases.
japanese as (

    select
        texts.text_id,
        texts.month,
        'ja' as language,
        words.word as term

    from texts
    {{ matches_to_rows('texts.searched_text', '[ァ-ヺー]+|[㐀-䶿一-鿿々]+', 'words', 'word') }}
    where texts.language = 'ja' and length(words.word) between 2 and 8

)

select distinct
    text_id,
    month,
    language,
    term

from english

union all

select distinct
    text_id,
    month,
    language,
    term

from japanese
