with

latest as (

    {{ latest_versions('crm', 'customers') }}

),

-- Since when the warehouse knows of the record: the newest version alone would forget it.
versions as (

    {{ good_rows('crm', 'customers', ['customer_record_id', '_loaded_at']) }}

),

first_loads as (

    select
        customer_record_id,
        min(_loaded_at) as first_loaded_at

    from versions
    group by customer_record_id

)

select
    latest.customer_record_id,
    latest.source_system,
    latest.email,
    latest.phone,
    latest.member_no,
    latest.full_name,
    latest.birth_date,
    latest.gender,
    latest.country,
    latest.region,
    latest.postal_code,
    latest.company_id,
    latest.acquisition_channel,
    latest.created_at,
    latest._changed_at as updated_at,
    first_loads.first_loaded_at,
    latest._loaded_at as loaded_at

from latest
inner join first_loads
    on latest.customer_record_id = first_loads.customer_record_id
