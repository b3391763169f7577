-- Which products were bought, and for how much without tax? Discounts stand on the order.
select
    _row,
    reason as left_out,
    order_id,
    line_no,
    product_id,
    quantity,
    unit_list_price,
    list_amount - tax_in_price as line_amount
from src.lines
