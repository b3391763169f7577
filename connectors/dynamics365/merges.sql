-- Contacts that were merged into another.
select
    _row,
    least(id, master_id) as left_id,
    greatest(id, master_id) as right_id,
    coalesce(modified_at, created_at, sunk_at) as merged_at
from src.contact
where merged and master_id is not null and master_id <> id
