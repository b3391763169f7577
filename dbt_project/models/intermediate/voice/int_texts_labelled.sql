-- What teaches: texts beside which somebody left a score. A judgement of the text itself says most, then the stars of a
-- review, then the answer to NPS or CSAT in the same response. What the month of as_of brings teaches from the next one
-- on: a text is read in the same way all month, and only what comes late, is corrected or erased teaches anew.
with

learned_before as (

    select {{ starts_at('as_of_month') }} as moment
    from {{ ref('as_of') }}

),

judgements as (

    select
        scores.text_id,
        scores.sentiment

    from {{ ref('stg_feedback__text_scores') }} as scores
    cross join learned_before
    where coalesce(scores.scored_at < learned_before.moment, true)

),

comments as (

    select
        'survey.answers:' || comments.source_key as text_id,
        responses.nps_score,
        responses.csat_score

    from {{ ref('int_answers_to_texts') }} as comments
    inner join {{ ref('survey_responses') }} as responses
        on comments.response_id = responses.response_id

),

labelled as (

    select
        texts.text_id,
        masked.language,
        texts.customer_id,
        texts.text,
        case
            when judged.sentiment <= -{{ var('sentiment_threshold') }} then -1
            when judged.sentiment >= {{ var('sentiment_threshold') }} then 1
            when judged.sentiment is not null then 0
            when texts.rating <= 2 then -1
            when texts.rating >= 4 then 1
            when texts.rating is not null then 0
            when comments.nps_score <= 6 then -1
            when comments.nps_score >= 9 then 1
            when comments.nps_score is not null then 0
            when comments.csat_score <= 2 then -1
            when comments.csat_score >= 4 then 1
            when comments.csat_score is not null then 0
        end as label

    from {{ ref('int_texts_written') }} as texts
    inner join {{ ref('int_texts_masked') }} as masked
        on texts.text_id = masked.text_id
    cross join learned_before
    left join judgements as judged
        on texts.text_id = judged.text_id
    left join comments
        on texts.text_id = comments.text_id
    where
        masked.language in ('ja', 'en')
        and texts.occurred_at < learned_before.moment
        -- What erased persons wrote teaches nothing.
        and not texts.is_erased

),

placed as (

    select
        *,
        count(*) over (partition by language) as label_count,
        row_number() over (partition by language order by md5(text_id), text_id) as place

    from labelled
    where label is not null

)

select
    text_id,
    language,
    customer_id,
    text,
    cast(label as bigint) as label,
    label_count

from placed
-- More teach hardly better and take their time.
where place <= 20000
