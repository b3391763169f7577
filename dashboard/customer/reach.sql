-- By which channels the customer may be and best is reached.
select
    customer_id,
    best_channel,
    best_hour,
    message_count_30d,
    can_email,
    can_sms,
    can_push,
    can_line,
    can_phone,
    can_post
from marts.customer_360
where customer_id in (select unnest($customers))
