with

touches as (

    select
        'web.events' as source_table,
        sessions.session_id as source_key,
        sessions.customer_id,
        devices.anonymous_id,
        owners.is_erased,
        case sessions.platform
            when 'web' then 'web_session'
            when 'other' then 'other_session'
            else 'app_session'
        end as touch_type,
        sessions.channel,
        sessions.utm_campaign as campaign_id,
        sessions.session_id,
        cast(null as varchar) as order_id,
        cast(null as decimal(18, 4)) as amount,
        sessions.started_at as occurred_at

    from {{ ref('sessions') }} as sessions
    inner join {{ ref('int_events_to_sessions') }} as devices
        on sessions.session_id = devices.session_id
    inner join {{ ref('int_sessions_owned') }} as owners
        on sessions.session_id = owners.session_id
    where not sessions.is_bot

    union all

    select
        source_table,
        source_key,
        customer_id,
        anonymous_id,
        is_erased,
        touch_type,
        channel,
        campaign_id,
        cast(null as varchar) as session_id,
        order_id,
        amount,
        occurred_at

    from {{ ref('int_sales_to_touches') }}

    union all

    select
        source_table,
        source_key,
        customer_id,
        cast(null as varchar) as anonymous_id,
        false as is_erased,
        touch_type,
        channel,
        campaign_id,
        cast(null as varchar) as session_id,
        order_id,
        cast(null as decimal(18, 4)) as amount,
        occurred_at

    from {{ ref('int_coupons_to_touches') }}

    union all

    select
        source_table,
        source_key,
        customer_id,
        cast(null as varchar) as anonymous_id,
        false as is_erased,
        touch_type,
        channel,
        campaign_id,
        cast(null as varchar) as session_id,
        cast(null as varchar) as order_id,
        cast(null as decimal(18, 4)) as amount,
        occurred_at

    from {{ ref('int_dialogues_to_touches') }}

    union all

    select
        source_table,
        source_key,
        customer_id,
        cast(null as varchar) as anonymous_id,
        false as is_erased,
        touch_type,
        channel,
        cast(null as varchar) as campaign_id,
        cast(null as varchar) as session_id,
        cast(null as varchar) as order_id,
        cast(null as decimal(18, 4)) as amount,
        occurred_at

    from {{ ref('int_contributions_to_touches') }}

    union all

    select
        source_table,
        source_key,
        customer_id,
        cast(null as varchar) as anonymous_id,
        false as is_erased,
        touch_type,
        channel,
        cast(null as varchar) as campaign_id,
        cast(null as varchar) as session_id,
        cast(null as varchar) as order_id,
        cast(null as decimal(18, 4)) as amount,
        occurred_at

    from {{ ref('int_opinions_to_touches') }}

)

-- Inside, people are told apart by customer or device, erased ones too; what of it is published decides the mart.
select
    source_table || ':' || source_key as touchpoint_id,
    customer_id,
    coalesce(customer_id, 'device:' || anonymous_id) as visitor_key,
    case when customer_id is null and not is_erased then anonymous_id end as published_anonymous_id,
    touch_type,
    channel,
    campaign_id,
    session_id,
    order_id,
    source_table,
    source_key,
    amount,
    occurred_at

from touches
