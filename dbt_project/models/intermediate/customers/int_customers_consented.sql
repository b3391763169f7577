with

consents as (

    select
        customer_record_id as record_id,
        channel,
        state,
        occurred_at

    from {{ ref('stg_crm__consents') }}
    where purpose = 'marketing' and {{ happened_by_as_of('occurred_at') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}
    where customer_id is not null

),

channels as (

    select *
    from (
        values
        {% for channel in consent_channels() -%}
        ('{{ channel }}'){{ ',' if not loop.last }}
        {% endfor %}
    ) as channels (channel)

),

-- An event without a channel speaks for all of them. At the same moment the withdrawal wins.
numbered_events as (

    select
        records.customer_id,
        channels.channel,
        consents.state,
        row_number() over (
            partition by records.customer_id, channels.channel
            order by consents.occurred_at desc, case when consents.state = 'withdrawn' then 0 else 1 end
        ) as event_number

    from consents
    inner join records
        on consents.record_id = records.record_id
    inner join channels
        on coalesce(consents.channel, channels.channel) = channels.channel

)

select
    customer_id,
    channel

from numbered_events
where event_number = 1 and state = 'granted'
