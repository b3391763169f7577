{{ config(materialized='tracked') }}
with

-- With all its digits a sum does not depend on the order of its parts.
texts as (

    select
        touchpoint_id,
        cast(sentiment as decimal(20, 15)) as sentiment

    from {{ ref('int_touches_to_texts') }}
    where sentiment is not null

)

select
    touchpoint_id,
    {{ ratio('sum(sentiment)', 'count(*)') }} as sentiment

from texts
group by touchpoint_id
