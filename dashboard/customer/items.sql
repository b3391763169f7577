-- What there is to do for a customer, what was done, and who decided. At risk of leaving, the main reason tells it.
select
    items.customer_id,
    items.rule,
    items.department,
    items.reason,
    items.reason_ja,
    coalesce(risks.suggested_action, items.suggested_action) as suggested_action,
    coalesce(risks.suggested_action_ja, items.suggested_action_ja) as suggested_action_ja,
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
left join marts.churn_risk as risks
    on items.customer_id = risks.customer_id and items.rule = 'churn_risk'
where items.customer_id in (select unnest($customers))
order by items.customer_id asc, items.is_done asc, items.priority asc
