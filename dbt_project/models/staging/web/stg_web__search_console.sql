with

latest as (

    {{ latest_versions('web', 'search_console') }}

)

select
    date,
    query,
    page_path,
    impressions,
    clicks,
    average_position,
    _loaded_at as loaded_at

from latest
