{{ config(materialized='tracked', meta={'increments': {
    'key': 'customer_id',
    'by': {
        'sessions': 'customer_id',
    },
}}) }}
select
    customer_id,
    business_date,
    platform,
    count(*) as session_count,
    min(started_at) as first_started_at,
    max(started_at) as last_started_at

from {{ ref('sessions') }}
where customer_id is not null and not is_bot
group by customer_id, business_date, platform
