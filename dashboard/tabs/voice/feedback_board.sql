-- What was made of what people said, what still waits, and were those who asked told?
select
    roadmap_item_id,
    title,
    topic,
    state,
    text_count,
    asked_customer_count,
    told_share,
    sentiment_before,
    sentiment_after,
    told_response_rate,
    untold_response_rate
from marts.feedback_loop
order by priority_rank asc nulls last, asked_customer_count desc, roadmap_item_id asc
limit $items
