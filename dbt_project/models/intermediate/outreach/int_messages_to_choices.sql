with

messages as (

    select
        records.customer_id,
        messages.channel,
        moments.sent_hour,
        moments.sent_weekday,
        messages.delivered_at,
        messages.first_clicked_at,
        messages.sent_at >= as_of.as_of_at - interval '30 days' as is_recent

    from {{ ref('stg_messaging__messages') }} as messages
    inner join {{ ref('int_sending_moments_dated') }} as moments
        on {{ quarter_hour_of('messages.sent_at') }} = moments.quarter_hour
    cross join {{ ref('as_of') }} as as_of
    left join {{ ref('int_records_resolved') }} as records
        on messages.customer_record_id = records.record_id
    where {{ happened_by_as_of('messages.sent_at') }}

),

-- One pass over the messages, three ways to group them.
counted as (

    select
        customer_id,
        channel,
        sent_hour,
        sent_weekday,
        grouping(channel) as is_not_by_channel,
        grouping(sent_hour) as is_not_by_hour,
        count(delivered_at) as message_count,
        count(case when delivered_at is not null then first_clicked_at end) as click_count,
        {{ count_where('is_recent') }} as recent_message_count

    from messages
    group by grouping sets (
        (customer_id, channel),
        (customer_id, sent_hour),
        (customer_id, sent_weekday)
    )

)

select
    customer_id,
    case
        when is_not_by_channel = 0 then 'channel'
        when is_not_by_hour = 0 then 'hour'
        else 'weekday'
    end as preference,
    case
        when is_not_by_channel = 0 then channel
        when is_not_by_hour = 0 then lpad(cast(sent_hour as varchar), 2, '0')
        else cast(sent_weekday as varchar)
    end as choice,
    message_count,
    click_count,
    recent_message_count

from counted
