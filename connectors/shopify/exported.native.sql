-- Rows of the export of orders, and whether a newer export has the same order: exports overlap.
with states as (
    select
        name,
        _origin,
        bool_or(financial_status is not null) as has_order,
        greatest(max(paid_at), max(cancelled_at)) as changed_at,
        max(refunded_amount) as refunded_amount,
        list_transform(regexp_extract_all(_origin, '[0-9]+'), lambda x: try_cast(x as hugeint))
            as numbers
    from src.orders_export
    group by name, _origin
),

-- What happened says which export is newer, else the date or counter in the files' names.
ranked as (
    select
        *,
        row_number() over (
            partition by name, has_order
            order by
                changed_at desc nulls last, refunded_amount desc nulls last, numbers desc,
                _origin desc
        ) as place
    from states
),

-- Lines without their order are the rest of one that was cut at the end of the file before.
judged as (
    select
        ranked.name,
        ranked._origin,
        ranked.place > 1
        or (not ranked.has_order and coalesce(orders.numbers > ranked.numbers, false)) as is_older
    from ranked
    left join ranked as orders
        on ranked.name is not distinct from orders.name and orders.has_order and orders.place = 1
)

select
    export.*,
    case when judged.is_older then 'the same order in a newer export' end as reason
from src.orders_export as export
inner join judged
    on export.name is not distinct from judged.name and export._origin = judged._origin
