-- Who allows marketing by e-mail and SMS? The export tells no time: that of the run stands for it.
with boxes as (
    select
        _row,
        ltrim(id, '''') as id,
        unnest(['email', 'sms']) as channel,
        unnest([accepts_email, accepts_sms]) as is_accepted
    from src.customers_export
),

written as (
    -- What earlier runs told: a box that is empty by now takes it back.
    select distinct regexp_extract(key, '(email|sms)-[^"]+"\]$') as told
    from memory.rows
    where raw = 'crm.consents'
),

told as (
    select
        boxes.*,
        case
            when boxes.is_accepted then 'granted'
            when not boxes.is_accepted or written.told is not null then 'withdrawn'
        end as state
    from boxes
    left join written on boxes.channel || '-' || boxes.id || '"]' = written.told
)

select
    _row,
    concat_ws('-', channel, id) as consent_event_id,
    id as customer_record_id,
    'marketing' as purpose,
    channel,
    state,
    getvariable('moment') as occurred_at,
    case when state is null then 'nothing is said of consent' end as left_out
from told
