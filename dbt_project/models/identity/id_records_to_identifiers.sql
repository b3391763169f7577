{%- set dialled_abroad = "marked like '+%' or marked like '00%'" -%}
with

records as (

    select
        record_id,
        email,
        phone,
        member_no,
        coalesce(nullif(upper({{ trimmed('country') }}), ''), '{{ var("default_country") }}') as country

    from {{ ref('id_records_dated') }}

),

calling_codes as (

    select *
    from {{ ref('country_calling_codes') }}

),

-- Codes of countries where the first 0 belongs to the number, as in Italy: '+39 (0)6' means it.
codes_with_zero as (

    select distinct calling_code
    from calling_codes
    where keeps_leading_zero

),

bypassed as (

    select distinct
        identifier_type,
        {{ bypass_form('value') }} as value

    from {{ ref('identity_bypass') }}

),

-- Extensions are cut; the zero in brackets behind a country code is marked, as it is dialled at home only.
written as (

    select
        record_id,
        country,
        {{ replace_behind(
            replace_behind(lower_case(ascii_width('phone')), "[0-9]", "[^0-9a-z+]*(?:ext|x|#|内線)[^\n]*"),
            "^[^0-9+]*(?:[+]|00)[^0-9]*[0-9]{1,4}[^0-9]*", "[(] *0 *[)]", "z"
        ) }} as phone

    from records
    where phone is not null

),

dialled as (

    select
        record_id,
        country,
        {{ remove_all('phone', '[^0-9+]') }} as marked,
        {{ remove_all('phone', '[^0-9]') }} as digits,
        {{ remove_all("replace(phone, 'z', '0')", '[^0-9]') }} as digits_with_zero

    from written

),

phones as (

    select
        dialled.record_id,
        case
            when not ({{ dialled_abroad }}) then codes.calling_code
            else ''
        end as calling_code,
        case
            when {{ dialled_abroad }}
                then substr(
                    case
                        when codes_with_zero.calling_code is null then dialled.digits
                        else dialled.digits_with_zero
                    end,
                    case when dialled.marked like '00%' then 3 else 1 end
                )
            when
                dialled.digits like codes.trunk_prefix || '%'
                and coalesce(codes.digits_with_trunk, length(dialled.digits)) = length(dialled.digits)
                then substr(dialled.digits, length(codes.trunk_prefix) + 1)
            when dialled.digits like '0%' and not coalesce(codes.keeps_leading_zero, false)
                then substr(dialled.digits, 2)
            else dialled.digits
        end as number_digits

    from dialled
    left join calling_codes as codes
        on dialled.country = codes.country
    left join codes_with_zero
        on
            ({{ dialled_abroad }})
            and trim(leading '0' from dialled.digits) like codes_with_zero.calling_code || '%'

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

    -- A few digits are an extension or a typing error, not somebody's number; nor is one of a country nobody knows.
    select
        record_id,
        'phone' as identifier_type,
        case when length(number_digits) >= 7 then calling_code || number_digits end as identifier_value

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
    bypassed.value is not null
    or carriers.carrier_count > {{ var('identity_block_records') }} as is_blocked

from identifiers
inner join carriers
    on
        identifiers.identifier_type = carriers.identifier_type
        and identifiers.identifier_value = carriers.identifier_value
left join bypassed
    on
        identifiers.identifier_type = bypassed.identifier_type
        and {{ bypass_form('identifiers.identifier_value') }} = bypassed.value
