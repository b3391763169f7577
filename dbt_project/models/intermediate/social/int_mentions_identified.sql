with

mentions as (

    select
        mention_id,
        {{ normalised_handle('platform', 'author_handle') }} as handle

    from {{ ref('stg_social__mentions') }}
    where {{ happened_by_as_of('occurred_at') }}

),

own_handles as (

    select distinct {{ normalised_handle('platform', 'handle') }} as handle
    from {{ ref('stg_social__accounts') }}

),

owners as (

    select
        identifier_value,
        customer_id

    from {{ ref('id_identifiers_to_persons') }}
    where identifier_type = 'social_handle'

)

-- What an account of ours says is no mention of us.
select
    mentions.mention_id,
    owners.customer_id

from mentions
left join own_handles
    on mentions.handle = own_handles.handle
left join owners
    on mentions.handle = owners.identifier_value
where own_handles.handle is null
