with

messages as (

    select
        records.customer_id,
        messages.channel,
        messages.sent_at,
        messages.first_clicked_at is not null as is_clicked,
        messages.unsubscribed_at is not null as is_unsubscribed

    from {{ ref('stg_messaging__messages') }} as messages
    inner join {{ ref('int_deliveries_reported') }} as reports
        on
            coalesce(messages.campaign_id, 'none') = reports.campaign_id
            and messages.channel = reports.channel
    inner join {{ ref('id_records_resolved') }} as records
        on messages.customer_record_id = records.record_id
    where
        {{ happened_by_as_of('messages.sent_at') }}
        and messages.is_commercial
        and messages.channel != 'post'
        and records.customer_id is not null
        and ({{ is_delivered('messages', 'reports') }})

),

-- Messages of one moment do not press on each other.
pressed as (

    select
        channel,
        sent_at,
        is_clicked,
        is_unsubscribed,
        count(*) over (
            partition by customer_id order by {{ epoch_micros('sent_at') }}
            range between {{ 30 * 86400000000 }} preceding and 1 preceding
        ) as message_count

    from messages

),

banded as (

    select
        pressed.channel,
        pressed.is_clicked,
        pressed.is_unsubscribed,
        case
            when pressed.message_count = 0 then 1
            when pressed.message_count <= 2 then 2
            when pressed.message_count <= 5 then 3
            when pressed.message_count <= 8 then 4
            when pressed.message_count <= 12 then 5
            else 6
        end as band_order

    from pressed
    cross join {{ ref('as_of') }} as as_of
    where pressed.sent_at >= as_of.as_of_at - interval '365 days'

),

counted as (

    select
        channel,
        band_order,
        count(*) as message_count,
        {{ count_where('is_clicked') }} as click_count,
        {{ count_where('is_unsubscribed') }} as unsubscribe_count

    from banded
    group by channel, band_order

),

summed as (

    select *
    from counted

    union all

    select
        'all' as channel,
        band_order,
        {{ whole_sum('message_count') }} as message_count,
        {{ whole_sum('click_count') }} as click_count,
        {{ whole_sum('unsubscribe_count') }} as unsubscribe_count

    from counted
    group by band_order

)

select
    channel,
    case band_order
        when 1 then '0'
        when 2 then '1-2'
        when 3 then '3-5'
        when 4 then '6-8'
        when 5 then '9-12'
        else '13+'
    end as pressure_band,
    cast(band_order as integer) as band_order,
    message_count,
    click_count,
    {{ ratio('click_count', 'message_count') }} as click_rate,
    {{ wilson_low('click_count', 'message_count') }} as click_ci_low,
    {{ wilson_high('click_count', 'message_count') }} as click_ci_high,
    unsubscribe_count,
    {{ ratio('unsubscribe_count', 'message_count') }} as unsubscribe_rate,
    {{ wilson_low('unsubscribe_count', 'message_count') }} as unsubscribe_ci_low,
    {{ wilson_high('unsubscribe_count', 'message_count') }} as unsubscribe_ci_high

from summed
