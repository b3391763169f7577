-- Whom to care for today: main items by priority, then by what is at stake, the first $items of each department.
with items as (
    select
        department,
        rule,
        reason,
        reason_ja,
        next_step,
        next_step_ja,
        customer_id,
        priority,
        value_at_stake,
        triggered_at,
        cast(timezone($zone, timezone('UTC', triggered_at)) as date) as since,
        due_date,
        coalesce(state, 'to_do') as decision,
        decided_by,
        count(*) over () as item_count,
        row_number() over (
            partition by department
            order by priority asc, value_at_stake desc nulls last, triggered_at asc, customer_id asc
        ) as place
    from marts.action_items
    where is_main
)

select
    *,
    count(*) over () as shown_count
from items
where place <= $items
order by priority asc, value_at_stake desc nulls last, triggered_at asc, customer_id asc
