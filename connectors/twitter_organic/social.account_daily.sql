-- How many followed on the days on which that was read?
select
    reading._row,
    reading._deleted,
    reading._synced_at as _loaded_at,
    case
        when account.id is null then 'the user posts for no account'
        when reading.followers_count is null then 'no number of followers'
        when reading._synced_at is null then 'nothing tells on which day'
    end as left_out,
    cast(
        timezone(coalesce(account.timezone, 'UTC'), timezone('UTC', reading._synced_at)) as date
    ) as date,
    account.id as account_id,
    reading.followers_count as followers
from src.user as reading
left join src.accounts as account on reading.id = account.user_id
