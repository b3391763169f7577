-- Who allows e-mail marketing, and who no longer does? Only an explicit yes is a grant.
with told as (
    select
        _row,
        _deleted,
        _synced_at,
        id,
        case
            when lower(consent_state) = 'subscribed' then 'granted'
            when consent_state is not null then 'withdrawn'
            when accepts_marketing then 'granted'
            when not accepts_marketing then 'withdrawn'
        end as state,
        coalesce(
            consent_updated_at, accepts_marketing_updated_at, updated_at, created_at
        ) as occurred_at
    from src.customer
)

select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    concat_ws('-', id, 'email', state, epoch_us(occurred_at)) as consent_event_id,
    id as customer_record_id,
    'marketing' as purpose,
    'email' as channel,
    state,
    occurred_at,
    case when state is null then 'nothing is said of consent' end as left_out
from told
