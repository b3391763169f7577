with

accounts as (

    select *
    from {{ ref('stg_social__accounts') }}

),

listed as (

    select account_id
    from accounts

    union

    select account_id
    from {{ ref('stg_social__posts') }}
    where {{ happened_by_as_of('posted_at') }}

    union

    select account_id
    from {{ ref('stg_social__account_daily') }}
    where {{ dated_by_as_of('date') }}

)

select
    listed.account_id,
    accounts.platform,
    accounts.handle,
    accounts.theme,
    {{ business_date('accounts.opened_at') }} as opened_date

from listed
left join accounts
    on listed.account_id = accounts.account_id
