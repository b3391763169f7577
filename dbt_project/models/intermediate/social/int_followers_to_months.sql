with

numbered_readings as (

    select
        account_id,
        {{ month_of('date') }} as month,
        followers,
        row_number() over (
            partition by account_id, {{ month_of('date') }} order by date desc
        ) as reading_number

    from {{ ref('stg_social__account_daily') }}
    where {{ dated_by_as_of('date') }}

),

month_ends as (

    select
        account_id,
        month,
        followers as follower_count

    from numbered_readings
    where reading_number = 1

)

-- A change needs a reading in the month just before; a longer gap says nothing about one month.
select
    month_ends.account_id,
    month_ends.month,
    month_ends.follower_count,
    month_ends.follower_count - before.follower_count as follower_change

from month_ends
left join month_ends as before
    on
        month_ends.account_id = before.account_id
        and before.month = {{ add_months('month_ends.month', -1) }}
