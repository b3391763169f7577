-- Events about messages with the message they belong to; all others with the reason why they are none.
with named as (
    select
        *,
        case
            when type ilike 'received %' or type ilike 'bounced %' then 'message'
            when type ilike 'opened %' then 'open'
            when type ilike 'clicked %' then 'click'
            when type ilike 'unsubscribed%' then 'unsubscribe'
        end as kind,
        case
            when type ilike '%sms%' then 'sms'
            when type ilike '%push%' then 'push'
            else 'email'
        end as channel,
        coalesce(campaign_id, flow_message_id, flow_id) as sending
    from src.event
),

messages as (
    select
        id,
        person_id,
        sending,
        channel,
        happened_at
    from named
    where kind = 'message'
)

select
    named.*,
    case
        when named.kind = 'message' then named.id
        when named.kind is not null then messages.id
    end as message_id
from named
asof left join messages
    on
        named.person_id = messages.person_id
        and named.sending is not distinct from messages.sending
        and named.channel = messages.channel
        and named.happened_at >= messages.happened_at
