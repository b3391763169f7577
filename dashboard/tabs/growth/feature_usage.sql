-- Which features do active customers use, in the last complete month?
select
    feature,
    user_count,
    use_share,
    first_time_user_count,
    event_count,
    active_customer_count
from marts.feature_usage
where month = $last_month and segment_type = 'all'
order by user_count desc, feature asc
limit $features
