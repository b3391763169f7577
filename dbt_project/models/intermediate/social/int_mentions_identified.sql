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

owned as (

    {{ with_owner('mentions', [['social_handle', 'handle']]) }}

)

-- What an account of ours says is no mention of us.
select
    owned.mention_id,
    owned.customer_id,
    owned.is_owner_erased as is_erased

from owned
left join own_handles
    on owned.handle = own_handles.handle
where own_handles.handle is null
