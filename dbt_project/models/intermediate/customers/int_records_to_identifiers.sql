with

records as (

    select
        customer_record_id as record_id,
        email,
        phone,
        member_no,
        country

    from {{ ref('stg_crm__customers') }}
    where {{ happened_by_as_of('created_at') }}

),

calling_codes as (

    select
        country,
        calling_code

    from {{ ref('country_calling_codes') }}

),

bypassed as (

    select
        identifier_type,
        value,
        true as is_bypassed

    from {{ ref('identity_bypass') }}

),

dialled as (

    select
        records.record_id,
        coalesce(own_code.calling_code, home_code.calling_code) as calling_code,
        {{ remove_all("translate(records.phone, '０１２３４５６７８９＋', '0123456789+')", '[^0-9+]') }} as dialled

    from records
    left join calling_codes as own_code
        on records.country = own_code.country
    left join calling_codes as home_code
        on home_code.country = '{{ var("default_country") }}'
    where records.phone is not null

),

phones as (

    select
        record_id,
        case
            when dialled like '+%' then {{ remove_all('dialled', '[^0-9]') }}
            when dialled like '00%' then substr({{ remove_all('dialled', '[^0-9]') }}, 3)
            when dialled like '0%' then calling_code || substr({{ remove_all('dialled', '[^0-9]') }}, 2)
            else calling_code || {{ remove_all('dialled', '[^0-9]') }}
        end as phone

    from dialled

),

identifiers as (

    select
        record_id,
        'member_no' as identifier_type,
        nullif({{ trimmed('member_no') }}, '') as identifier_value

    from records

    union all

    select
        record_id,
        'email' as identifier_type,
        {{ normalised_email('email') }} as identifier_value

    from records

    union all

    -- A few digits are an extension or a typing error, not somebody's number.
    select
        record_id,
        'phone' as identifier_type,
        case when length(phone) >= 7 then phone end as identifier_value

    from phones

),

carriers as (

    select
        identifier_type,
        identifier_value,
        count(*) as carrier_count

    from identifiers
    where identifier_value is not null
    group by identifier_type, identifier_value

)

select
    identifiers.record_id,
    identifiers.identifier_type,
    identifiers.identifier_value,
    coalesce(bypassed.is_bypassed, false)
    or carriers.carrier_count > {{ var('identity_block_records') }} as is_blocked

from identifiers
inner join carriers
    on
        identifiers.identifier_type = carriers.identifier_type
        and identifiers.identifier_value = carriers.identifier_value
left join bypassed
    on
        identifiers.identifier_type = bypassed.identifier_type
        and identifiers.identifier_value = bypassed.value
