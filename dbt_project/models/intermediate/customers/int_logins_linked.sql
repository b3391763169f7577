with

logins as (

    select
        anonymous_id,
        user_id,
        min(occurred_at) as first_login_at,
        max(occurred_at) as last_login_at

    from {{ ref('stg_web__events') }}
    where user_id is not null and {{ happened_by_as_of('occurred_at') }}
    group by anonymous_id, user_id

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('int_records_resolved') }}

)

select
    logins.anonymous_id,
    records.customer_id,
    min(logins.first_login_at) as first_login_at,
    max(logins.last_login_at) as last_login_at

from logins
inner join records
    on logins.user_id = records.record_id
where records.customer_id is not null
group by logins.anonymous_id, records.customer_id
