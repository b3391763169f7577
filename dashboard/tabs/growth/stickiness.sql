-- Stickiness by month: of the month's users, the share that an average day sees, all platforms together and each.
select
    month,
    platform,
    stickiness,
    monthly_active_user_count,
    mean_daily_active_users
from marts.product_activity
where is_complete
order by platform != 'all', platform, month
