-- What the customer is interested in, the strongest first.
select
    customer_id,
    rank,
    category,
    score,
    view_count,
    order_count
from marts.customer_interests
where customer_id in (select unnest($customers)) and rank <= $interests
order by customer_id, rank
