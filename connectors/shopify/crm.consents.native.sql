-- Who allows marketing by e-mail and SMS? The export tells no time: that of the run stands for it.
with told as (
    select
        _row,
        ltrim(id, '''') as id,
        unnest(['email', 'sms']) as channel,
        unnest([accepts_email, accepts_sms]) as is_accepted
    from src.customers_export
)

select
    _row,
    concat_ws('-', id, channel) as consent_event_id,
    id as customer_record_id,
    'marketing' as purpose,
    channel,
    case when is_accepted then 'granted' when not is_accepted then 'withdrawn' end as state,
    getvariable('moment') as occurred_at,
    case when is_accepted is null then 'nothing is said of consent' end as left_out
from told
