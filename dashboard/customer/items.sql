-- What there is to do for a customer, what was done, and who decided.
select
    items.customer_id,
    items.rule,
    items.department,
    items.reason,
    items.reason_ja,
    items.next_step,
    items.next_step_ja,
    items.value_at_stake,
    cast(timezone($zone, timezone('UTC', items.triggered_at)) as date) as since,
    items.due_date,
    case
        when items.is_done and coalesce(items.state, 'to_do') != 'done' then 'contact'
        else coalesce(items.state, 'to_do')
    end as decision,
    items.decided_by,
    cast(timezone($zone, timezone('UTC', items.done_at)) as date) as done_on
from marts.action_items as items
where items.customer_id in (select unnest($customers))
order by items.customer_id asc, items.is_done asc, items.priority asc
