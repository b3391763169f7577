with

texts as (

    select *
    from {{ ref('int_texts_written') }}

),

answers as (

    select
        response_id,
        customer_id,
        responded_at,
        nps_band

    from {{ ref('survey_responses') }}
    where nps_band is not null

),

own_bands as (

    select
        'survey.answers:' || comments.source_key as text_id,
        answers.nps_band

    from {{ ref('int_answers_to_texts') }} as comments
    inner join answers
        on comments.response_id = answers.response_id

),

-- Whoever wrote without a score is told by the last one of the 90 days before.
latest_bands as (

    select
        texts.text_id,
        {{ max_by('answers.nps_band', moment_position('answers.responded_at', 'answers.response_id')) }} as nps_band

    from texts
    inner join answers
        on
            texts.customer_id = answers.customer_id
            and answers.responded_at <= texts.occurred_at
            and answers.responded_at >= texts.occurred_at - interval '90 days'
    group by texts.text_id

)

select
    texts.text_id,
    texts.source,
    texts.customer_id,
    texts.occurred_at,
    {{ business_date('texts.occurred_at') }} as business_date,
    masked.language,
    cast(length(texts.text) as bigint) as character_count,
    scores.sentiment,
    {{ sentiment_label('scores.sentiment') }} as sentiment_label,
    coalesce(own_bands.nps_band, latest_bands.nps_band) as nps_band,
    texts.rating,
    answered.is_answered,
    case
        when {{ 'true' if var('publish_texts') else 'false' }} and texts.source != 'interview' and not texts.is_erased
            then masked.masked_text
    end as text_redacted

from texts
inner join {{ ref('int_texts_masked') }} as masked
    on texts.text_id = masked.text_id
left join {{ ref('int_texts_scored') }} as scores
    on texts.text_id = scores.text_id
left join own_bands
    on texts.text_id = own_bands.text_id
left join latest_bands
    on texts.text_id = latest_bands.text_id
left join {{ ref('int_texts_answered') }} as answered
    on texts.text_id = answered.text_id
