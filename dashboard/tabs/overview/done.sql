-- Which items were done in the last $days days, by whom: what people said, or a contact that the data show.
with done as (
    select
        cast(timezone($zone, timezone('UTC', done_at)) as date) as done_on,
        customer_id,
        department,
        rule,
        value_at_stake,
        case when state = 'done' then 'done' else 'contact' end as known_by,
        decided_by,
        done_at,
        count(*) over () as item_count
    from marts.action_items
    where done_at > $as_of - to_days(cast($days as integer))
)

select *
from done
order by decided_by is null, done_at desc, customer_id asc, rule asc
limit $items
