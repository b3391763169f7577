with

views as (

    select
        event_id,
        article_id,
        occurred_at

    from {{ ref('stg_web__events') }}
    where event_name = 'article_view' and article_id is not null and {{ happened_by_as_of('occurred_at') }}

)

-- The reader is whoever the visit belongs to, not only who is logged in at that very moment.
select
    views.event_id,
    views.article_id,
    views.occurred_at,
    {{ month_of(business_date('views.occurred_at')) }} as month,
    owners.customer_id,
    coalesce(owners.customer_id, 'anonymous:' || events.anonymous_id) as visitor_key

from views
inner join {{ ref('int_events_sessionized') }} as events
    on views.event_id = events.event_id
inner join {{ ref('int_sessions_owned') }} as owners
    on events.session_id = owners.session_id
