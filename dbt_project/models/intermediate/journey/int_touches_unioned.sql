with

touches as (

    select
        'web.events' as source_table,
        session_id as source_key,
        customer_id,
        coalesce(customer_id, anonymous_id_hash) as visitor_key,
        case when platform = 'web' then 'web_session' else 'app_session' end as touch_type,
        channel,
        utm_campaign as campaign_id,
        session_id,
        cast(null as varchar) as order_id,
        cast(null as decimal(18, 4)) as amount,
        started_at as occurred_at

    from {{ ref('sessions') }}

    union all

    select
        source_table,
        source_key,
        customer_id,
        visitor_key,
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
        customer_id as visitor_key,
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
        customer_id as visitor_key,
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
        customer_id as visitor_key,
        touch_type,
        channel,
        cast(null as varchar) as campaign_id,
        cast(null as varchar) as session_id,
        cast(null as varchar) as order_id,
        cast(null as decimal(18, 4)) as amount,
        occurred_at

    from {{ ref('int_opinions_to_touches') }}

)

select
    source_table || ':' || source_key as touchpoint_id,
    customer_id,
    visitor_key,
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
