-- Consents of people by channel, and unsubscribes, which withdraw them.
with granted as (
    select
        _row,
        _deleted,
        _synced_at,
        id as person_id,
        unnest(regexp_extract_all(lower(consent), 'email|sms|push')) as channel,
        'granted' as state,
        coalesce(consent_at, updated, created) as happened_at
    from src.person
    where consent is not null
),

withdrawn as (
    select
        _row,
        _deleted,
        _synced_at,
        person_id,
        channel,
        'withdrawn' as state,
        happened_at
    from src.events
    where kind = 'unsubscribe'
)

select
    * replace (row_number() over (order by person_id, channel, happened_at, state) as _row),
    concat_ws('-', person_id, channel, state, epoch_us(happened_at)) as id
from (
    select * from granted
    union all
    select * from withdrawn
)
