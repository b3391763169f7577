-- Whom to care for today: everybody, by priority, then by what is at stake.
select
    customer_id,
    rule,
    department,
    reason,
    next_step,
    value_at_stake,
    triggered_at,
    due_date,
    state,
    decided_by
from marts.action_items
where is_main
order by priority asc, value_at_stake desc nulls last, triggered_at asc, customer_id asc
