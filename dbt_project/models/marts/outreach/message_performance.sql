with

totals as (

    select
        {{ month_of(business_date('sent_at')) }} as month,
        coalesce(campaign_id, 'none') as campaign_id,
        channel,
        count(*) as sent_count,
        {{ count_where('delivered_at is not null') }} as delivered_count,
        {{ count_where('first_opened_at is not null') }} as opened_count,
        {{ count_where('first_clicked_at is not null') }} as clicked_count,
        {{ count_where('bounced_at is not null') }} as bounced_count,
        {{ count_where('unsubscribed_at is not null') }} as unsubscribed_count

    from {{ ref('stg_messaging__messages') }}
    where {{ happened_by_as_of('sent_at') }}
    group by {{ month_of(business_date('sent_at')) }}, coalesce(campaign_id, 'none'), channel

)

select
    month,
    campaign_id,
    channel,
    sent_count,
    delivered_count,
    opened_count,
    clicked_count,
    bounced_count,
    unsubscribed_count,
    {{ ratio('delivered_count', 'sent_count') }} as delivery_rate,
    -- Nobody can tell whether a text message or a letter was opened: no figure, rather than 0.
    case when channel not in ('sms', 'post') then {{ ratio('opened_count', 'delivered_count') }} end as open_rate,
    {{ ratio('clicked_count', 'delivered_count') }} as click_rate,
    case when channel not in ('sms', 'post') then {{ ratio('clicked_count', 'opened_count') }} end as click_to_open_rate,
    {{ ratio('unsubscribed_count', 'delivered_count') }} as unsubscribe_rate

from totals
