with

messages as (

    select *
    from {{ ref('int_messages_placed') }}
    where is_delivered

)

select
    customer_number,
    'channel' as preference,
    channel as choice,
    count(*) as message_count,
    {{ count_where('is_clicked') }} as click_count
from messages
group by customer_number, channel

union all

select
    customer_number,
    'hour' as preference,
    lpad(cast(sent_hour as {{ type_text() }}), 2, '0') as choice,
    count(*) as message_count,
    {{ count_where('is_clicked') }} as click_count
from messages
group by customer_number, sent_hour

union all

select
    customer_number,
    'weekday' as preference,
    cast(sent_weekday as {{ type_text() }}) as choice,
    count(*) as message_count,
    {{ count_where('is_clicked') }} as click_count
from messages
group by customer_number, sent_weekday
