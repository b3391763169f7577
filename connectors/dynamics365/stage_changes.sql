-- Every stage that a lead has reached, from its creation to the deal.
with reached as (
    select
        id as lead_id,
        'lead' as stage,
        created_at as changed_at,
        _deleted,
        0 as place
    from src.lead

    union all

    select
        id,
        case statecode when 1 then 'mql' else 'lost' end,
        modified_at,
        _deleted,
        1
    from src.lead
    where statecode in (1, 2)

    union all

    select
        coalesce(lead_id, id),
        'sql',
        created_at,
        _deleted,
        2
    from src.opportunities

    union all

    select
        coalesce(lead_id, id),
        case
            when statecode = 1 then 'won'
            when statecode = 2 then 'lost'
            when probability >= 50 then 'proposal'
            else 'sql'
        end,
        case
            when statecode in (1, 2) then coalesce(closed_at, modified_at)
            else coalesce(modified_at, created_at + interval 1 microsecond)
        end,
        _deleted,
        3
    from src.opportunities
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
