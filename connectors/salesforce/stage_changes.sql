-- Every stage that a lead has reached, from its creation to the deal.
with leads as (
    select
        *,
        case
            when is_converted then 'sql'
            when regexp_matches(lower(status), '(un|dis|not )qualified|not converted') then 'lost'
            when lower(status) like 'closed%' and lower(status) not like '%converted%' then 'lost'
            when
                regexp_matches(lower(status), '(^| )qualified')
                and not regexp_matches(lower(status), '(^| )(not|yet|be) ')
                then 'mql'
        end as stage
    from src.lead
),

reached as (
    select
        id as lead_id,
        'lead' as stage,
        created_date as changed_at,
        true as is_dated,
        null as lacks,
        _deleted,
        _synced_at,
        0 as place
    from leads

    union all

    select
        id,
        stage,
        case when is_converted then coalesce(converted_date, last_modified_date)
            else last_modified_date
        end,
        coalesce(is_converted and converted_date is not null, false),
        null,
        _deleted,
        _synced_at,
        1
    from leads
    where stage is not null

    union all

    select
        coalesce(lead_id, id),
        'sql',
        created_date,
        true,
        null,
        _deleted,
        _synced_at,
        2
    from src.opportunities
    where lead_id is null

    union all

    select
        coalesce(opportunities.lead_id, history.id),
        case
            when history.is_won then 'won'
            when history.is_closed then 'lost'
            when history.probability >= 50 then 'proposal'
            else 'sql'
        end,
        history.began_at,
        true,
        case when opportunities.id is null then 'its opportunity is not there' end,
        coalesce(opportunities._deleted, false),
        history._synced_at,
        3
    from src.opportunity_history__versions as history
    left join src.opportunities as opportunities on history.id = opportunities.id

    union all

    -- Where a deal is now, unless its history has said so.
    select
        coalesce(opportunities.lead_id, opportunities.id),
        case
            when opportunities.is_won then 'won'
            when opportunities.is_closed then 'lost'
            when opportunities.probability >= 50 then 'proposal'
            else 'sql'
        end,
        coalesce(
            case when opportunities.is_closed then opportunities.close_date end,
            opportunities.last_modified_date,
            opportunities.created_date + interval 1 microsecond
        ),
        coalesce(opportunities.is_closed and opportunities.close_date is not null, false),
        null,
        opportunities._deleted,
        opportunities._synced_at,
        4
    from src.opportunities as opportunities
    where
        not exists (
            select 1 from src.opportunity_history as past where past.id = opportunities.id
        )
),

ordered as (
    select
        *,
        lag(stage) over (
            partition by lead_id, lacks is null order by changed_at asc, place asc
        ) as before
    from reached
)

select
    *,
    row_number() over (order by lead_id, changed_at, place, stage) as _row,
    case
        when lacks is not null then lacks
        when before = stage then 'the same stage as before'
    end as reason
from ordered
