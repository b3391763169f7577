with

moments as (

    select
        quarter_hour,
        sent_month

    from {{ ref('int_sending_moments_dated') }}

),

totals as (

    select
        moments.sent_month as month,
        coalesce(messages.campaign_id, 'none') as campaign_id,
        messages.channel,
        count(*) as sent_count,
        count(coalesce(messages.delivered_at, messages.first_opened_at, messages.first_clicked_at)) as received_count,
        count(messages.first_opened_at) as opened_count,
        count(messages.first_clicked_at) as clicked_count,
        count(messages.bounced_at) as bounced_count,
        count(messages.unsubscribed_at) as unsubscribed_count

    from {{ ref('stg_messaging__messages') }} as messages
    inner join moments
        on {{ quarter_hour_of('messages.sent_at') }} = moments.quarter_hour
    where {{ happened_by_as_of('messages.sent_at') }}
    group by moments.sent_month, coalesce(messages.campaign_id, 'none'), messages.channel

),

violations as (

    select
        {{ month_of('business_date') }} as month,
        coalesce(campaign_id, 'none') as campaign_id,
        channel,
        count(*) as unconsented_count

    from {{ ref('consent_violations') }}
    group by {{ month_of('business_date') }}, coalesce(campaign_id, 'none'), channel

),

-- Where nobody reports deliveries, their number is unknown, and all rates are over what was sent.
counted as (

    select
        totals.*,
        case when reports.is_reported then totals.received_count end as delivered_count,
        case when reports.is_reported then totals.sent_count else 0 end as reported_count,
        case when reports.is_reported then totals.received_count else totals.sent_count end as reached_count,
        {{ tells_openings('totals.channel') }} as can_tell_openings,
        -- Where no consents are kept, nobody knows.
        case when consents.is_known then coalesce(violations.unconsented_count, 0) end as unconsented_count

    from totals
    cross join {{ ref('int_consents_recorded') }} as consents
    left join violations
        on
            totals.month = violations.month
            and totals.campaign_id = violations.campaign_id
            and totals.channel = violations.channel
    inner join {{ ref('int_deliveries_reported') }} as reports
        on
            totals.campaign_id = reports.campaign_id
            and totals.channel = reports.channel

)

select
    month,
    campaign_id,
    channel,
    sent_count,
    reported_count,
    delivered_count,
    reached_count,
    case when can_tell_openings then reached_count else 0 end as openable_count,
    opened_count,
    clicked_count,
    bounced_count,
    unsubscribed_count,
    unconsented_count,
    {{ ratio('delivered_count', 'sent_count') }} as delivery_rate,
    -- Nobody can tell whether a text message or a letter was opened: no figure, rather than 0.
    case when can_tell_openings then {{ ratio('opened_count', 'reached_count') }} end as open_rate,
    {{ ratio('clicked_count', 'reached_count') }} as click_rate,
    case when can_tell_openings then {{ ratio('clicked_count', 'opened_count') }} end as click_to_open_rate,
    {{ ratio('unsubscribed_count', 'reached_count') }} as unsubscribe_rate

from counted
