{{ config(materialized='tracked', meta={'increments': {
    'key': 'touchpoint_id',
    'by': {
        'touchpoints': 'touchpoint_id',
        'sessions': 'session_id << touchpoints.session_id',
        'orders': 'order_id < touchpoints.order_id',
        'survey_responses': "'survey.responses:' || response_id",
        'stg_support__tickets': "'support.tickets:' || ticket_id",
    },
    'moments': {'stg_support__tickets': 'created_at'},
}}) }}
with

touches as (

    select *
    from {{ ref('touchpoints') }}
    where customer_id is not null

),

sessions as (

    select
        session_id,
        entry_page,
        page_view_count,
        case
            when has_purchase then ', bought'
            when has_begin_checkout then ', began the checkout'
            when has_add_to_cart then ', filled the cart'
            when has_download then ', downloaded a file'
            when has_product_view then ', looked at products'
            else ''
        end as furthest_act

    from {{ ref('sessions') }}

),

orders as (

    select
        order_id,
        order_number

    from {{ ref('orders') }}

),

responses as (

    select
        'survey.responses:' || response_id as touchpoint_id,
        coalesce(', NPS ' || cast(nps_score as {{ type_text() }}), '')
        || coalesce(', satisfaction ' || cast(csat_score as {{ type_text() }}) || ' of 5', '')
        || coalesce(', effort ' || cast(ces_score as {{ type_text() }}) || ' of 7', '') as scores

    from {{ ref('survey_responses') }}

),

tickets as (

    select
        'support.tickets:' || ticket_id as touchpoint_id,
        topic

    from {{ ref('stg_support__tickets') }}
    where {{ happened_by_as_of('created_at') }}

),

described as (

    select
        touches.*,
        coalesce(touches.channel, 'an unknown channel') as channel_name,
        cast(cast(abs(touches.amount) as decimal(18, 2)) as {{ type_text() }})
        || ' {{ var("reporting_currency") }}' as money,
        sessions.entry_page,
        sessions.page_view_count,
        sessions.furthest_act,
        orders.order_number,
        responses.scores,
        tickets.topic

    from touches
    left join sessions
        on touches.session_id = sessions.session_id
    left join orders
        on touches.order_id = orders.order_id
    left join responses
        on touches.touchpoint_id = responses.touchpoint_id
    left join tickets
        on touches.touchpoint_id = tickets.touchpoint_id

)

-- What people typed themselves stays out: it may name them.
select
    touchpoint_id,
    customer_id,
    occurred_at,
    touch_type,
    channel,
    journey_stage,
    case
        when touch_type = 'web_session'
            then
                'Visited the site through ' || channel_name
                || coalesce(', starting at ' || entry_page, '')
                || ', ' || cast(page_view_count as {{ type_text() }}) || ' pages' || furthest_act
        when touch_type = 'app_session' then 'Used the app' || furthest_act
        when touch_type = 'other_session' then 'Visited on another platform' || furthest_act
        when touch_type like 'order_%'
            then
                'Ordered (' || channel_name || ')'
                || coalesce(', order no. ' || cast(order_number as {{ type_text() }}), '')
                || coalesce(', for ' || money, '')
        when touch_type = 'coupon_redemption' then 'Redeemed a coupon' || coalesce(', ' || channel, '')
        when touch_type = 'refund' then 'Got money back' || coalesce(': ' || money, '')
        when touch_type = 'message_click'
            then 'Clicked a message by ' || channel_name || coalesce(' of campaign ' || campaign_id, '')
        when touch_type = 'ticket_inbound'
            then 'Asked for help by ' || channel_name || coalesce(' about ' || topic, '')
        when touch_type = 'ticket_proactive'
            then 'Was contacted by support, ' || channel_name || coalesce(', about ' || topic, '')
        when touch_type = 'survey_response' then 'Answered a survey' || coalesce(scores, '')
        when touch_type = 'mention' then 'Mentioned us on ' || channel_name
        when touch_type = 'community_post' then 'Wrote in the community'
        when touch_type = 'idea' then 'Handed in an idea, ' || channel_name
        when touch_type = 'event_attended' then 'Came to an event, ' || channel_name
        else 'Invited somebody' || coalesce(' by ' || channel, '')
    end as summary,
    amount,
    sentiment

from described
