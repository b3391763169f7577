-- Accounts with the user that posts for them, who has handle and followers.
with authors as (
    select
        account_id,
        mode(user_id) as user_id
    from src.tweet
    where account_id is not null and user_id is not null
    group by account_id
),

handles as (
    select
        id,
        arg_max(screen_name, coalesce(_synced_at, timestamp '1970-01-01')) as screen_name
    from src.user
    group by id
)

select
    account.*,
    authors.user_id,
    coalesce(handles.screen_name, account.name) as handle
from src.account as account
left join authors on account.id = authors.account_id
left join handles on authors.user_id = handles.id
