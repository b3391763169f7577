-- Every stage that a lead has reached, from its creation to the deal.
with reached as (
    select
        id as lead_id,
        'lead' as stage,
        created_date as changed_at,
        _deleted,
        _synced_at,
        0 as place
    from src.lead

    union all

    select
        id,
        case
            when is_converted then 'sql'
            when lower(status) like '%unqualified%' or lower(status) like '%disqualified%'
                then 'lost'
            else 'mql'
        end,
        case when is_converted then coalesce(converted_date, last_modified_date)
            else last_modified_date
        end,
        _deleted,
        _synced_at,
        1
    from src.lead
    where is_converted or lower(status) like '%qualified%'

    union all

    select
        coalesce(lead_id, id),
        'sql',
        created_date,
        _deleted,
        _synced_at,
        2
    from src.opportunities
    where lead_id is null

    union all

    select
        coalesce(opportunities.lead_id, opportunities.id),
        case
            when history.is_won then 'won'
            when history.is_closed then 'lost'
            when history.probability >= 50 then 'proposal'
            else 'sql'
        end,
        history.began_at,
        opportunities._deleted,
        history._synced_at,
        3
    from src.opportunity_history__versions as history
    inner join src.opportunities as opportunities on history.id = opportunities.id

    union all

    -- Where a deal is now, unless its history has said so.
    select
        coalesce(lead_id, id),
        case
            when is_won then 'won'
            when is_closed then 'lost'
            when probability >= 50 then 'proposal'
            else 'sql'
        end,
        case
            when is_closed then coalesce(close_date, last_modified_date)
            else coalesce(last_modified_date, created_date + interval 1 microsecond)
        end,
        _deleted,
        _synced_at,
        4
    from src.opportunities
    where id not in (select id from src.opportunity_history)
),

ordered as (
    select
        *,
        lag(stage) over (partition by lead_id order by changed_at asc, place asc) as before
    from reached
)

select
    *,
    row_number() over (order by lead_id, changed_at, place, stage) as _row,
    case when before = stage then 'the same stage as before' end as reason
from ordered
