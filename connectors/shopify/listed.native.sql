-- Rows of the export of products, and whether a newer export has the same product.
with ranked as (
    select
        handle,
        _origin,
        bool_or(title is not null) as has_product,
        row_number() over (
            partition by handle
            order by
                bool_or(title is not null) desc,
                list_transform(
                    regexp_extract_all(_origin, '[0-9]+'), lambda x: try_cast(x as hugeint)
                ) desc,
                _origin desc
        ) as place
    from src.products_export
    group by handle, _origin
)

select
    export.*,
    case when ranked.has_product and ranked.place > 1 then 'the same product in a newer export' end
        as reason
from src.products_export as export
inner join ranked
    on export.handle is not distinct from ranked.handle and export._origin = ranked._origin
