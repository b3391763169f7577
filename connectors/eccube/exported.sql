-- Rows of the export of orders, and whether a newer export has the same order: exports overlap.
with states as (
    select
        order_id,
        _origin,
        greatest(max(updated_at), max(paid_at)) as changed_at,
        list_transform(regexp_extract_all(_origin, '[0-9]+'), lambda x: try_cast(x as hugeint))
            as numbers
    from src.order
    group by order_id, _origin
),

-- What happened says which export is newer, else the date or counter in the files' names.
ranked as (
    select
        *,
        row_number() over (
            partition by order_id
            order by changed_at desc nulls last, numbers desc, _origin desc
        ) as place
    from states
)

select
    export.*,
    case when ranked.place > 1 then 'the same order in a newer export' end as older
from src.order as export
inner join ranked
    on export.order_id is not distinct from ranked.order_id and export._origin = ranked._origin
