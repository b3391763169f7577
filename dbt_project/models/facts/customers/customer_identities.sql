with

records as (

    select
        record_id,
        customer_id,
        created_at,
        updated_at

    from {{ ref('id_records_resolved') }}
    where customer_id is not null and not is_alias

),

links as (

    select
        link_type,
        link_order,
        left_record_id,
        right_record_id

    from {{ ref('id_records_linked') }}

),

identifiers as (

    select
        record_id,
        identifier_type,
        identifier_value

    from {{ ref('id_records_to_identifiers') }}
    where not is_blocked

),

handles as (

    select
        {{ normalised_handle('platform', 'handle') }} as handle,
        customer_record_id as record_id,
        linked_at

    from {{ ref('stg_social__customer_handles') }}
    where {{ happened_by_as_of('linked_at') }}

),

-- A link counts for a record only where both ends became one person: never_match may have refused it.
ends_of_links as (

    select
        links.left_record_id as record_id,
        links.right_record_id as other_record_id,
        links.link_order,
        links.link_type

    from links

    union all

    select
        links.right_record_id as record_id,
        links.left_record_id as other_record_id,
        links.link_order,
        links.link_type

    from links

),

strongest_links as (

    select
        ends_of_links.record_id,
        min(ends_of_links.link_order) as link_order

    from ends_of_links
    inner join records as own
        on ends_of_links.record_id = own.record_id
    inner join records as other
        on ends_of_links.other_record_id = other.record_id
    where own.customer_id = other.customer_id
    group by ends_of_links.record_id

),

record_rows as (

    select
        'record' as identifier_type,
        records.record_id as identifier_hash,
        records.customer_id,
        records.created_at as first_seen_at,
        records.updated_at as last_seen_at,
        case
            when records.record_id = records.customer_id then 'own_record'
            when strongest_links.link_order = 2 then 'shared_member_no'
            when strongest_links.link_order = 3 then 'shared_email'
            when strongest_links.link_order = 4 then 'shared_phone'
            -- Also who is tied by a record alone that is merged away: only a decision can do that.
            else 'always_match'
        end as rule

    from records
    left join strongest_links
        on records.record_id = strongest_links.record_id

),

identifier_rows as (

    select
        identifiers.identifier_type,
        identifiers.identifier_value,
        records.customer_id,
        min(records.created_at) as first_seen_at,
        max(records.updated_at) as last_seen_at,
        case when count(*) > 1 then 'shared_' || identifiers.identifier_type else 'own_record' end as rule

    from identifiers
    inner join records
        on identifiers.record_id = records.record_id
    group by identifiers.identifier_type, identifiers.identifier_value, records.customer_id

),

hashed_identifier_rows as (

    select
        identifier_type,
        case identifier_type
            when 'email' then {{ identifier_hash('email', 'identifier_value') }}
            when 'phone' then {{ identifier_hash('phone', 'identifier_value') }}
            when 'member_no' then {{ identifier_hash('member_no', 'identifier_value') }}
        end as identifier_hash,
        customer_id,
        first_seen_at,
        last_seen_at,
        rule

    from identifier_rows

),

handle_rows as (

    select
        'social_handle' as identifier_type,
        {{ identifier_hash('social_handle', 'handles.handle') }} as identifier_hash,
        records.customer_id,
        min(handles.linked_at) as first_seen_at,
        max(handles.linked_at) as last_seen_at,
        'linked_handle' as rule

    from handles
    inner join {{ ref('id_records_resolved') }} as records
        on handles.record_id = records.record_id
    where records.customer_id is not null
    group by handles.handle, records.customer_id

),

login_rows as (

    select
        'anonymous_id' as identifier_type,
        devices.anonymous_id_hash as identifier_hash,
        logins.customer_id,
        logins.first_login_at as first_seen_at,
        logins.last_login_at as last_seen_at,
        'login' as rule

    from {{ ref('int_logins_linked') }} as logins
    inner join {{ ref('int_devices_hashed') }} as devices
        on logins.anonymous_id = devices.anonymous_id

)

select *
from record_rows

union all

select *
from hashed_identifier_rows

union all

select *
from handle_rows

union all

select *
from login_rows
