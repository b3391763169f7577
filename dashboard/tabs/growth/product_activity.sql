-- How many customers a day, a week and a month visit, on each platform, in the last complete month?
select
    platform,
    mean_daily_active_users,
    mean_weekly_active_users,
    monthly_active_user_count,
    stickiness,
    session_count,
    sessions_per_active_user
from marts.product_activity
where month = $last_month
order by platform != 'all', monthly_active_user_count desc, platform asc
