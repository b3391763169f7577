-- What did visitors do, when, and by which link did they come?
with told as (
    select
        *,
        list_filter(params, lambda p: p.name = 'page_location')[1].text as location,
        list_filter(params, lambda p: p.name = 'page_referrer')[1].text as referrer,
        list_filter(params, lambda p: p.name = 'search_term')[1].text as search_term,
        list_filter(params, lambda p: p.name = 'engagement_time_msec')[1].text as engaged_ms,
        lower(ecommerce ->> '$.transaction_id') as transaction_id
    from src.events
)

select
    _row,
    case when user_pseudo_id is null then 'no consent: the visitor has no id' end as left_out,
    md5(
        concat_ws(
            '|', user_pseudo_id, epoch_us(event_timestamp), event_name, bundle,
            batch_ordering_id, batch_event_index
        )
    ) as event_id,
    event_timestamp as occurred_at,
    user_pseudo_id as anonymous_id,
    user_id,
    case upper(platform) when 'WEB' then 'web' when 'IOS' then 'ios' when 'ANDROID' then 'android'
        else 'other'
    end as platform,
    case event_name
        when 'view_item' then 'product_view'
        when 'view_search_results' then 'search'
        else event_name
    end as event_name,
    coalesce(nullif(regexp_extract(location, '^[a-z]+://[^/?#]+(/[^?#]*)', 1), ''), '/')
        as page_path,
    referrer as page_referrer,
    case
        when collected_traffic_source ->> '$.manual_source' not in ('(direct)', '(none)', '(not set)')
            then collected_traffic_source ->> '$.manual_source'
    end as utm_source,
    case
        when collected_traffic_source ->> '$.manual_medium' not in ('(direct)', '(none)', '(not set)')
            then collected_traffic_source ->> '$.manual_medium'
    end as utm_medium,
    case
        when collected_traffic_source ->> '$.manual_campaign_name'
            not in ('(direct)', '(none)', '(not set)')
            then collected_traffic_source ->> '$.manual_campaign_name'
    end as utm_campaign,
    'gclid:' || coalesce(
        collected_traffic_source ->> '$.gclid',
        nullif(regexp_extract(location, '[?&]gclid=([^&#]+)', 1), '')
    ) as click_id,
    engaged_ms,
    case
        when event_name = 'purchase' and transaction_id <> '(not set)'
            then ecommerce ->> '$.transaction_id'
    end as order_id,
    case
        when items ->> '$[0].item_id' <> '(not set)' then items ->> '$[0].item_id'
    end as product_id,
    search_term,
    country_code(geo ->> '$.country') as country,
    device ->> '$.category' as device_type
from told
