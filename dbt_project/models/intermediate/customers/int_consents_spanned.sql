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

-- Nobody consents to messages inside an app by themselves: events without a channel alone speak for them.
channels as (

    select *
    from (
        values
        {% for channel in consent_channels() -%}
        ('{{ channel }}'),
        {% endfor -%}
        ('in_app')
    ) as channels (channel)

),

-- An event without a channel speaks for all of them. At the same moment the withdrawal wins.
moments as (

    select
        records.customer_id,
        channels.channel,
        consents.occurred_at,
        max(case when consents.state = 'withdrawn' then 1 else 0 end) = 0 as is_granted

    from consents
    inner join records
        on consents.record_id = records.record_id
    inner join channels
        on
            consents.channel = channels.channel and channels.channel != 'in_app'
            or consents.channel is null
    group by records.customer_id, channels.channel, consents.occurred_at

)

select
    customer_id,
    channel,
    is_granted,
    occurred_at as valid_from_at,
    lead(occurred_at) over (partition by customer_id, channel order by occurred_at) as valid_before_at

from moments
