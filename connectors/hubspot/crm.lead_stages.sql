-- When did each deal reach which stage?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    reason as left_out,
    concat_ws('-', deal_id, stage, case when is_dated then epoch_us(changed_at) end)
        as stage_event_id,
    deal_id as lead_id,
    stage,
    changed_at
from src.stage_changes
