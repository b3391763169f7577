with

latest as (

    {{ latest_versions('feedback', 'roadmap_items') }}

)

select
    roadmap_item_id,
    topic,
    title,
    collected_at,
    prioritised_at,
    agreed_at,
    shipped_at,
    announced_at,
    announcement_campaign_id,
    _loaded_at as loaded_at

from latest
