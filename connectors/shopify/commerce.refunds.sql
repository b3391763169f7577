-- What was paid back, of which line and when? Without tax and shipping.
with headers as (
    select
        refund.id,
        refund._deleted,
        coalesce(refund.processed_at, refund.created_at) as refunded_at,
        refund.order_id,
        orders.is_with_tax,
        orders.reason as order_reason,
        orders.currency,
        coalesce(orders._deleted, false) as is_order_deleted
    from src.refund as refund
    left join src.orders as orders on refund.order_id = orders.id
)

select
    refund_line._row,
    refund_line._deleted or headers._deleted or headers.is_order_deleted as _deleted,
    refund_line._synced_at as _loaded_at,
    case
        when headers.id is null then 'its refund is not there, so that nothing tells when'
        when headers.order_reason is not null then 'of a test order'
    end as left_out,
    'line-' || refund_line.id as refund_id,
    headers.order_id,
    lines.line_no,
    refund_line.subtotal
    - case when headers.is_with_tax then coalesce(refund_line.total_tax, 0) else 0 end as amount,
    refund_line.quantity,
    headers.currency,
    refund_line.restock_type as reason,
    headers.refunded_at
from src.refund_line as refund_line
left join headers on refund_line.refund_id = headers.id
left join src.lines as lines on refund_line.order_line_id = lines.id

union all by name

select
    adjustment._row,
    adjustment._deleted or headers._deleted or headers.is_order_deleted as _deleted,
    adjustment._synced_at as _loaded_at,
    case
        when coalesce(adjustment.kind, adjustment.reason) ilike '%shipping%'
            then 'shipping paid back, which is no sales'
        when not coalesce(coalesce(adjustment.kind, adjustment.reason) ilike '%discrepancy%', false)
            then 'no money given back without a line'
        when adjustment.amount >= 0 or adjustment.amount is null
            then 'no money given back without a line'
        when headers.id is null then 'its refund is not there, so that nothing tells when'
        when headers.order_reason is not null then 'of a test order'
    end as left_out,
    'adjustment-' || adjustment.id as refund_id,
    coalesce(headers.order_id, adjustment.order_id) as order_id,
    null as line_no,
    -adjustment.amount as amount,
    null as quantity,
    headers.currency,
    'refund_discrepancy' as reason,
    headers.refunded_at
from src.adjustment as adjustment
left join headers on adjustment.refund_id = headers.id
