-- Who allows e-mail marketing, and who no longer does? Only an explicit yes is a grant.
with grants as (
    -- Of earlier runs: one that the shop no longer tells was taken back.
    select
        regexp_extract(key, 'email-granted-[0-9]+-(.+)"\]$', 1) as id,
        make_timestamp(max(cast(regexp_extract(key, 'email-granted-([0-9]+)-', 1) as bigint)))
            as granted_at
    from memory.rows
    where raw = 'crm.consents' and key like '%email-granted-%'
    group by id
),

told as (
    select
        customer._row,
        customer._deleted,
        customer._synced_at,
        customer.id,
        case
            when lower(customer.consent_state) = 'subscribed' then 'granted'
            when customer.consent_state is not null then 'withdrawn'
            when customer.accepts_marketing then 'granted'
            when not customer.accepts_marketing then 'withdrawn'
        end as state,
        coalesce(
            customer.consent_updated_at, customer.accepts_marketing_updated_at,
            customer.updated_at, customer.created_at
        ) as told_at,
        greatest(coalesce(customer.updated_at, customer._synced_at), grants.granted_at)
            as taken_back_at,
        grants.granted_at
    from src.customer as customer
    left join grants on customer.id = grants.id
)

select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    case
        when state is null and granted_at is not null
            then concat_ws('-', 'email-taken-back', epoch_us(granted_at), id)
        else concat_ws('-', 'email', state, epoch_us(told_at), id)
    end as consent_event_id,
    id as customer_record_id,
    'marketing' as purpose,
    'email' as channel,
    coalesce(state, 'withdrawn') as state,
    case when state is null then taken_back_at else told_at end as occurred_at,
    case when state is null and granted_at is null then 'nothing is said of consent' end as left_out
from told
