-- Every stage that a deal has reached: sql at its creation, its history, and where it is now.
with meanings as (
    select
        stage_id,
        case
            when closed_won then 'won'
            when is_closed then 'lost'
            when probability >= 0.5 then 'proposal'
            else 'sql'
        end as stage
    from src.stage
),

told as (
    select
        deal_id,
        null as stage_id,
        created_at as changed_at,
        true as is_dated,
        _deleted,
        _synced_at,
        0 as place
    from src.deals

    union all

    select
        history.deal_id,
        history.stage_id,
        history.entered_at,
        true,
        coalesce(deals._deleted, false),
        history._synced_at,
        1
    from src.deal_stage as history
    left join src.deals as deals on history.deal_id = deals.deal_id

    union all

    -- Where a deal is now, unless its history has said so.
    select
        deals.deal_id,
        deals.stage_id,
        coalesce(
            case when meanings.stage in ('won', 'lost') then deals.closed_at end,
            deals.updated_at,
            deals.created_at + interval 1 microsecond
        ),
        coalesce(meanings.stage in ('won', 'lost') and deals.closed_at is not null, false),
        deals._deleted,
        deals._synced_at,
        2
    from src.deals as deals
    left join meanings on deals.stage_id = meanings.stage_id
    where
        deals.stage_id is not null
        and not exists (select 1 from src.deal_stage as past where past.deal_id = deals.deal_id)
),

reached as (
    select
        told.*,
        case when told.place = 0 then 'sql' else meanings.stage end as stage
    from told
    left join meanings on told.stage_id = meanings.stage_id
),

ordered as (
    select
        *,
        lag(stage) over (
            partition by deal_id, stage is null order by changed_at asc, place asc
        ) as before
    from reached
)

select
    *,
    row_number() over (order by deal_id, changed_at, place, stage) as _row,
    case
        when not exists (select 1 from src.deals as deals where deals.deal_id = ordered.deal_id)
            then 'its deal is not there'
        when stage is null then 'its stage is not among the stages of the pipelines'
        when before = stage then 'the same stage as before'
    end as reason
from ordered
