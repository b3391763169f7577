select
    campaign_id,
    name,
    channel,
    objective,
    is_commercial,
    {{ business_date('started_at') }} as started_date,
    {{ business_date('ended_at') }} as ended_date,
    planned_control_share

from {{ ref('stg_messaging__campaigns') }}
