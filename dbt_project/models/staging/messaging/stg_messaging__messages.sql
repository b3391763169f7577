with

latest as (

    {{ latest_versions('messaging', 'messages') }}

)

select
    message_id,
    campaign_id,
    customer_record_id,
    channel,
    sent_at,
    delivered_at,
    bounced_at,
    first_opened_at,
    first_clicked_at,
    unsubscribed_at,
    is_commercial,
    _loaded_at as loaded_at

from latest
