with

mentions as (

    select
        mention_id,
        {{ normalised_handle('platform', 'author_handle') }} as handle

    from {{ ref('stg_social__mentions') }}
    where {{ happened_by_as_of('occurred_at') }}

),

owners as (

    select
        identifier_value,
        customer_id

    from {{ ref('int_identifiers_to_persons') }}
    where identifier_type = 'social_handle'

)

select
    mentions.mention_id,
    owners.customer_id

from mentions
left join owners
    on mentions.handle = owners.identifier_value
