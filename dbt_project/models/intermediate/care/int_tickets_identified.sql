with

tickets as (

    select
        ticket_id,
        requester_record_id,
        {{ normalised_email('requester_email') }} as email,
        -- '<platform>:<handle>' as agents type it; a text without a platform is no handle.
        case
            when requester_handle like '%:%'
                then {{ normalised_handle(
                    "split_part(requester_handle, ':', 1)",
                    "substr(requester_handle, position(':' in requester_handle) + 1)"
                ) }}
        end as handle

    from {{ ref('stg_support__tickets') }}
    where {{ happened_by_as_of('created_at') }}

),

owners as (

    select
        identifier_type,
        identifier_value,
        person_id,
        customer_id

    from {{ ref('id_identifiers_to_persons') }}
    where identifier_type in ('record', 'email', 'social_handle')

)

-- Record first, then e-mail, then handle; who is found first ends the search, an erased person included.
select
    tickets.ticket_id,
    case
        when by_record.person_id is not null then by_record.customer_id
        when by_email.person_id is not null then by_email.customer_id
        else by_handle.customer_id
    end as customer_id

from tickets
left join owners as by_record
    on by_record.identifier_type = 'record' and tickets.requester_record_id = by_record.identifier_value
left join owners as by_email
    on by_email.identifier_type = 'email' and tickets.email = by_email.identifier_value
left join owners as by_handle
    on by_handle.identifier_type = 'social_handle' and tickets.handle = by_handle.identifier_value
