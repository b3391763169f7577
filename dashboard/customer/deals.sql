-- What the customer was offered: deals in progress and decided ones, the newest first.
select
    customer_id,
    lead_id,
    stage,
    days_in_stage,
    source,
    amount,
    timezone($zone, timezone('UTC', stage_entered_at)) as since
from marts.leads
where customer_id in (select unnest($customers))
qualify row_number() over (partition by customer_id order by created_at desc, lead_id desc) <= $deals
order by customer_id asc, created_at desc, lead_id desc
