-- Which contacts are one person, because somebody merged them?
select
    _row,
    _synced_at as _loaded_at,
    concat_ws('-', left_id, right_id) as override_id,
    left_id as left_record_id,
    right_id as right_record_id,
    'always_match' as decision,
    merged_at as decided_at,
    'merged in the source' as reason
from src.merges
