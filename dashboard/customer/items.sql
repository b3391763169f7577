-- What there is to do for a customer, what was done, and who decided.
select
    customer_id,
    rule,
    department,
    reason,
    reason_ja,
    suggested_action,
    suggested_action_ja,
    value_at_stake,
    cast(timezone($zone, timezone('UTC', triggered_at)) as date) as since,
    due_date,
    case
        when is_done and coalesce(state, 'to_do') != 'done' then 'contact'
        else coalesce(state, 'to_do')
    end as decision,
    decided_by,
    cast(timezone($zone, timezone('UTC', done_at)) as date) as done_on
from marts.action_items
where customer_id in (select unnest($customers))
order by customer_id asc, is_done asc, priority asc
