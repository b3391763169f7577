with

logins as (

    select *
    from {{ ref('int_logins_dated') }}

),

-- What a crowd shares, or what stands for nothing, links nobody.
shared_devices as (

    select anonymous_id
    from {{ ref('id_devices_shared') }}

),

persons as (

    select
        person_id,
        min(customer_id) as customer_id

    from {{ ref('id_records_resolved') }}
    group by person_id

)

select
    logins.anonymous_id,
    persons.customer_id,
    min(logins.first_login_at) as first_login_at,
    max(logins.last_login_at) as last_login_at

from logins
inner join persons
    on logins.login_id = persons.person_id
left join shared_devices
    on logins.anonymous_id = shared_devices.anonymous_id
where persons.customer_id is not null and shared_devices.anonymous_id is null
group by logins.anonymous_id, persons.customer_id
