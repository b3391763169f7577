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

owned as (

    {{ with_owner('tickets', [['record', 'requester_record_id'], ['email', 'email'], ['social_handle', 'handle']]) }}

)

select
    ticket_id,
    customer_id,
    is_owner_erased as is_erased,
    handle

from owned
