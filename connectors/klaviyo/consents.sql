-- Consents of people by channel, and unsubscribes and consents that are gone, which withdraw them.
with granted as (
    select
        _row,
        _deleted,
        _synced_at,
        id as person_id,
        unnest(regexp_extract_all(lower(consent), 'email|sms|push')) as channel,
        coalesce(consent_at, updated, created) as happened_at
    from src.person
    where consent is not null
),

written as (
    -- Grants of earlier runs: one that Klaviyo no longer tells was taken back.
    select
        regexp_extract(key, '(email|sms|push)-granted-[0-9]+-[^"]+"\]$', 1) as channel,
        regexp_extract(key, '-granted-[0-9]+-([^"]+)"\]$', 1) as person_id,
        max(cast(regexp_extract(key, '-granted-([0-9]+)-', 1) as bigint)) as granted_at
    from memory.rows
    where raw = 'crm.consents' and key like '%-granted-%'
    group by channel, person_id
),

events as (
    select
        *,
        'granted' as state,
        concat_ws('-', channel, 'granted', epoch_us(happened_at), person_id) as id
    from granted

    union all by name

    select
        _row,
        _deleted,
        _synced_at,
        person_id,
        channel,
        happened_at,
        'withdrawn' as state,
        concat_ws('-', channel, 'withdrawn', epoch_us(happened_at), person_id) as id
    from src.events
    where kind = 'unsubscribe'

    union all by name

    select
        person._row,
        person._deleted,
        person._synced_at,
        person.id as person_id,
        written.channel,
        greatest(
            coalesce(person.updated, person._synced_at), make_timestamp(written.granted_at)
        ) as happened_at,
        'withdrawn' as state,
        concat_ws('-', written.channel, 'taken-back', written.granted_at, person.id) as id
    from written
    inner join src.person as person on written.person_id = person.id
    where not coalesce(contains(lower(person.consent), written.channel), false)
)

select * replace (row_number() over (order by id) as _row)
from events
