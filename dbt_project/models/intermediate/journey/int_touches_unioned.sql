{{ config(materialized='tracked', meta={'increments': {
    'key': 'source_key',
    'by': {
        'int_visits_to_touches': 'source_key',
        'int_sales_to_touches': 'source_key',
        'int_coupons_to_touches': 'source_key',
        'int_dialogues_to_touches': 'source_key',
        'int_contributions_to_touches': 'source_key',
        'int_opinions_to_touches': 'source_key',
    },
}}) }}
with

touches as (

    select
        source_table,
        source_key,
        customer_id,
        anonymous_id,
        is_erased,
        touch_type,
        channel,
        campaign_id,
        session_id,
        event_bits,
        cast(null as {{ type_text() }}) as order_id,
        cast(null as decimal(18, 4)) as amount,
        occurred_at

    from {{ ref('int_visits_to_touches') }}

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
        cast(null as {{ type_text() }}) as session_id,
        cast(null as bigint) as event_bits,
        order_id,
        amount,
        occurred_at

    from {{ ref('int_sales_to_touches') }}

    union all

    select
        source_table,
        source_key,
        customer_id,
        cast(null as {{ type_text() }}) as anonymous_id,
        false as is_erased,
        touch_type,
        channel,
        campaign_id,
        cast(null as {{ type_text() }}) as session_id,
        cast(null as bigint) as event_bits,
        order_id,
        cast(null as decimal(18, 4)) as amount,
        occurred_at

    from {{ ref('int_coupons_to_touches') }}

    union all

    select
        source_table,
        source_key,
        customer_id,
        cast(null as {{ type_text() }}) as anonymous_id,
        false as is_erased,
        touch_type,
        channel,
        campaign_id,
        cast(null as {{ type_text() }}) as session_id,
        cast(null as bigint) as event_bits,
        cast(null as {{ type_text() }}) as order_id,
        cast(null as decimal(18, 4)) as amount,
        occurred_at

    from {{ ref('int_dialogues_to_touches') }}

    union all

    select
        source_table,
        source_key,
        customer_id,
        cast(null as {{ type_text() }}) as anonymous_id,
        false as is_erased,
        touch_type,
        channel,
        cast(null as {{ type_text() }}) as campaign_id,
        cast(null as {{ type_text() }}) as session_id,
        cast(null as bigint) as event_bits,
        cast(null as {{ type_text() }}) as order_id,
        cast(null as decimal(18, 4)) as amount,
        occurred_at

    from {{ ref('int_contributions_to_touches') }}

    union all

    select
        source_table,
        source_key,
        customer_id,
        cast(null as {{ type_text() }}) as anonymous_id,
        false as is_erased,
        touch_type,
        channel,
        cast(null as {{ type_text() }}) as campaign_id,
        cast(null as {{ type_text() }}) as session_id,
        cast(null as bigint) as event_bits,
        cast(null as {{ type_text() }}) as order_id,
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
    -- What tells the stage of a contact: its kind, and of a visit what happened on it.
    touch_type || ':' || cast(coalesce(event_bits, 0) as {{ type_text() }}) as touch_kind,
    channel,
    campaign_id,
    session_id,
    order_id,
    source_table,
    source_key,
    amount,
    occurred_at

from touches
