with

messages as (

    select
        customer_record_id,
        channel,
        sent_at,
        first_clicked_at is not null as is_clicked

    from {{ ref('stg_messaging__messages') }}
    where delivered_at is not null and {{ happened_by_as_of('sent_at') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('int_records_resolved') }}

),

placed_messages as (

    select
        records.customer_id,
        messages.channel,
        {{ business_hour('messages.sent_at') }} as sent_hour,
        {{ iso_weekday(business_date('messages.sent_at')) }} as sent_weekday,
        messages.is_clicked

    from messages
    left join records
        on messages.customer_record_id = records.record_id

),

-- Few rows per customer from here on, whatever the number of messages.
counted as (

    select
        customer_id,
        'channel' as preference,
        channel as choice,
        count(*) as message_count,
        {{ count_where('is_clicked') }} as click_count
    from placed_messages
    group by customer_id, channel

    union all

    select
        customer_id,
        'hour' as preference,
        lpad(cast(sent_hour as varchar), 2, '0') as choice,
        count(*) as message_count,
        {{ count_where('is_clicked') }} as click_count
    from placed_messages
    group by customer_id, sent_hour

    union all

    select
        customer_id,
        'weekday' as preference,
        cast(sent_weekday as varchar) as choice,
        count(*) as message_count,
        {{ count_where('is_clicked') }} as click_count
    from placed_messages
    group by customer_id, sent_weekday

),

priors as (

    select
        preference,
        choice,
        {{ ratio('sum(click_count)', 'sum(message_count)') }} as prior_rate

    from counted
    group by preference, choice

),

-- A customer who clicked one of two messages has shown little: the many messages of everybody weigh in.
shrunk as (

    select
        counted.customer_id,
        counted.preference,
        counted.choice,
        round(
            (counted.click_count + {{ var('shrinkage_messages') }} * priors.prior_rate)
            / (counted.message_count + {{ var('shrinkage_messages') }}), 12
        ) as click_rate

    from counted
    inner join priors
        on
            counted.preference = priors.preference
            and counted.choice = priors.choice
    where counted.customer_id is not null

),

ranked as (

    select
        *,
        row_number() over (
            partition by customer_id, preference order by click_rate desc, choice
        ) as choice_number

    from shrunk

)

select
    customer_id,
    preference,
    choice,
    click_rate

from ranked
where choice_number = 1
