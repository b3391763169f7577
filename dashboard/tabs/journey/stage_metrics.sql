-- All figures of the stages in the newest complete month, with the month before; in a stage counts first, then rates,
-- then what is neither.
with told as (
    select
        *,
        max(month) over () as newest
    from marts.journey_stage_metrics
    where segment_type = 'all' and is_complete
)

select
    journey_stage,
    metric,
    max(case when month = newest then value end) as value,
    max(case when month = newest - interval '1' month then value end) as value_before,
    newest as month
from told
group by journey_stage, metric, newest
order by
    case journey_stage
        when 'awareness' then 1
        when 'consideration' then 2
        when 'purchase' then 3
        when 'usage' then 4
        when 'advocacy' then 5
        else 6
    end,
    case metric
        when 'conversion_rate' then 1
        when 'cart_abandonment_rate' then 2
        when 'contact_rate' then 3
        when 'referral_rate' then 4
        when 'search_click_rate' then 5
        when 'ad_click_rate' then 6
        when 'download_rate' then 7
        when 'checkout_completion_rate' then 8
        when 'feature_use_rate' then 9
        when 'referred_share' then 10
        when 'search_average_position' then 11
        when 'pages_per_session' then 12
        when 'engaged_seconds_per_session' then 13
        when 'app_opens_per_active_customer' then 14
        when 'nps' then 15
        else 0
    end,
    metric
