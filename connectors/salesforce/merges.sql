-- Contacts that were merged into another.
select
    _row,
    _synced_at,
    least(id, master_record_id) as left_id,
    greatest(id, master_record_id) as right_id,
    coalesce(last_modified_date, created_date, _synced_at) as merged_at
from src.contact
where master_record_id is not null and master_record_id <> id
