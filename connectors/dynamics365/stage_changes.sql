-- Every stage that a lead has reached, from its creation to the deal.
with deals as (
    select
        lead_id,
        min(created_at) as created_at
    from src.opportunities
    where lead_id is not null
    group by lead_id
),

reached as (
    select
        id as lead_id,
        'lead' as stage,
        created_at as changed_at,
        true as is_dated,
        _deleted,
        0 as place
    from src.lead

    union all

    select
        lead.id,
        case lead.statecode when 1 then 'mql' else 'lost' end,
        case lead.statecode when 1 then least(lead.modified_at, deals.created_at)
            else lead.modified_at
        end,
        false,
        lead._deleted,
        1
    from src.lead as lead
    left join deals on lead.id = deals.lead_id
    where lead.statecode in (1, 2)

    union all

    select
        coalesce(lead_id, id),
        'sql',
        created_at,
        true,
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
        coalesce(
            case when statecode in (1, 2) then closed_at end,
            modified_at,
            created_at + interval 1 microsecond
        ),
        coalesce(statecode in (1, 2) and closed_at is not null, false),
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
