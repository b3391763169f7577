-- A person's or another tool's judgement stands before the product's own.
select
    text_id,
    sentiment

from {{ ref('stg_feedback__text_scores') }}
