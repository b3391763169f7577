with

messages as (

    select
        {{ quarter_hour_of('sent_at') }} as quarter_hour,
        min(sent_at) as sent_at

    from {{ ref('stg_messaging__messages') }}
    where {{ happened_by_as_of('sent_at') }}
    group by {{ quarter_hour_of('sent_at') }}

)

-- Time zones are dear to look up message by message; no business day or hour begins within a quarter of an hour.
select
    quarter_hour,
    {{ business_date('sent_at') }} as sent_date,
    {{ month_of(business_date('sent_at')) }} as sent_month,
    {{ business_hour('sent_at') }} as sent_hour,
    {{ iso_weekday(business_date('sent_at')) }} as sent_weekday

from messages
