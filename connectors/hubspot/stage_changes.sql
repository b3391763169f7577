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

reached as (
    select
        deal_id,
        'sql' as stage,
        created_at as changed_at,
        _deleted,
        _synced_at,
        0 as place
    from src.deals

    union all

    select
        history.deal_id,
        meanings.stage,
        history.entered_at,
        coalesce(deals._deleted, false),
        history._synced_at,
        1
    from src.deal_stage as history
    left join src.deals as deals on history.deal_id = deals.deal_id
    inner join meanings on history.stage_id = meanings.stage_id

    union all

    -- Where a deal is now, unless its history has said so.
    select
        deals.deal_id,
        meanings.stage,
        case
            when meanings.stage in ('won', 'lost') then coalesce(deals.closed_at, deals.updated_at)
            else coalesce(deals.updated_at, deals.created_at + interval 1 microsecond)
        end,
        deals._deleted,
        deals._synced_at,
        2
    from src.deals as deals
    inner join meanings on deals.stage_id = meanings.stage_id
    where deals.deal_id not in (select deal_id from src.deal_stage)
),

ordered as (
    select
        *,
        lag(stage) over (partition by deal_id order by changed_at asc, place asc) as before
    from reached
)

select
    *,
    row_number() over (order by deal_id, changed_at, place, stage) as _row,
    case
        when deal_id not in (select deal_id from src.deals) then 'its deal is not there'
        when before = stage then 'the same stage as before'
    end as reason
from ordered
