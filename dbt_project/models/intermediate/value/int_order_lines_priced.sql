with

lines as (

    select
        order_id,
        line_no,
        product_id,
        quantity,
        unit_list_price,
        unit_price,
        line_amount,
        unit_cost

    from {{ ref('stg_commerce__order_lines') }}

)

-- Sources send the amount of a line, the price of a piece, or both: the amount is what was sold, the price what a piece
-- was sold for. What has no piece has no price.
select
    order_id,
    line_no,
    product_id,
    quantity,
    unit_list_price,
    unit_price,
    unit_cost,
    {{ money('coalesce(line_amount, ' ~ quantity_times('quantity', 'unit_price') ~ ')') }} as line_amount,
    case
        when quantity != 0 then coalesce(
            {{ money('unit_price') }}, {{ money_of_double(ratio('line_amount', 'quantity')) }}
        )
    end as price_per_piece

from lines
