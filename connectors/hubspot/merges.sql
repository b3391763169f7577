-- Pairs of contacts that were merged, each once, however many tables tell it.
with told as (
    select
        canonical_id as kept_id,
        merged_id,
        merged_at,
        _synced_at
    from src.merge_audit

    union all

    select
        id as kept_id,
        unnest(string_split(merged_ids, ';')) as merged_id,
        null as merged_at,
        coalesce(created_at, _synced_at) as _synced_at
    from src.contact
    where merged_ids is not null
)

select
    row_number() over (
        order by least(kept_id, trim(merged_id)), greatest(kept_id, trim(merged_id))
    ) as _row,
    least(kept_id, trim(merged_id)) as left_id,
    greatest(kept_id, trim(merged_id)) as right_id,
    coalesce(min(merged_at), min(_synced_at)) as merged_at
from told
where trim(merged_id) <> '' and kept_id <> trim(merged_id)
group by least(kept_id, trim(merged_id)), greatest(kept_id, trim(merged_id))
