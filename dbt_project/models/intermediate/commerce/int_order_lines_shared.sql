with

orders as (

    select
        order_id,
        discount_amount

    from {{ ref('stg_commerce__orders') }}
    where {{ happened_by_as_of('ordered_at') }}

),

lines as (

    select
        order_id,
        line_no,
        product_id,
        quantity,
        line_amount

    from {{ ref('int_order_lines_priced') }}

),

refunds as (

    select
        order_id,
        line_no,
        amount,
        quantity

    from {{ ref('stg_commerce__refunds') }}
    where {{ happened_by_as_of('refunded_at') }} and order_id is not null

),

line_refunds as (

    select
        order_id,
        line_no,
        sum(amount) as amount,
        sum(quantity) as quantity

    from refunds
    where line_no is not null
    group by order_id, line_no

),

-- What names no line of the order was given on the order as a whole.
order_refunds as (

    select
        refunds.order_id,
        sum(refunds.amount) as amount

    from refunds
    left join lines
        on
            refunds.order_id = lines.order_id
            and refunds.line_no = lines.line_no
    where lines.order_id is null
    group by refunds.order_id

),

weighed as (

    select
        lines.*,
        coalesce(orders.discount_amount, 0) as order_discount,
        coalesce(order_refunds.amount, 0) as order_refund,
        coalesce(line_refunds.amount, 0) as line_refund,
        coalesce(line_refunds.quantity, 0) as returned_quantity,
        sum(lines.line_amount) over (partition by lines.order_id) as order_amount,
        count(*) over (partition by lines.order_id) as line_count

    from lines
    inner join orders
        on lines.order_id = orders.order_id
    left join order_refunds
        on lines.order_id = order_refunds.order_id
    left join line_refunds
        on
            lines.order_id = line_refunds.order_id
            and lines.line_no = line_refunds.line_no

),

-- Lines given back on the same receipt (below 0) take their share of the discount back too.
parts as (

    select
        *,
        case
            when order_amount != 0 then {{ ratio('line_amount', 'order_amount') }}
            else {{ ratio('1', 'line_count') }}
        end as part

    from weighed

)

select
    order_id,
    line_no,
    product_id,
    quantity,
    case
        when quantity > 0 then cast(least(returned_quantity, quantity) as decimal(18, 4))
        else 0
    end as refunded_quantity,
    line_amount as gross_original,
    {{ double_to_decimal('order_discount * part', 28, 8) }} as discount_original,
    cast(line_refund as decimal(28, 8)) + {{ double_to_decimal('order_refund * part', 28, 8) }} as refund_original

from parts
