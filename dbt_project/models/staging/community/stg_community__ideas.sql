with

latest as (

    {{ latest_versions('community', 'ideas') }}

)

select
    idea_id,
    member_id,
    customer_record_id,
    intake_channel,
    topic,
    title,
    text,
    submitted_at,
    _loaded_at as loaded_at

from latest
