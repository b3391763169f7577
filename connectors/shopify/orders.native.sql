-- Orders of the export: its fields stand on the first line of each order only.
with firsts as (
    select
        name,
        reason,
        list(_row) as _row,
        coalesce(max(id), name) as id,
        max(email) as email,
        upper(max(currency)) as currency,
        lower(max(financial_status)) as financial_status,
        max(paid_at) as paid_at,
        max(subtotal) as subtotal,
        max(shipping) as shipping,
        max(taxes) as taxes,
        max(total) as total,
        max(discount_code) as discount_code,
        max(discount_amount) as discounts,
        sum(lineitem_price * lineitem_quantity) as list_amount,
        min(created_at) as created_at,
        max(cancelled_at) as cancelled_at,
        max(refunded_amount) as refunded_amount,
        lower(max(source)) as source_name
    from src.exported
    group by name, reason
)

select
    *,
    -- Discount Amount has free shipping in it; what the goods cost in the end is Subtotal.
    case
        when subtotal is null or discounts is null then discounts
        else least(discounts, greatest(list_amount - subtotal, 0))
    end as discount_amount,
    taxes > 0 and subtotal + shipping = total as is_with_tax,
    -- How much of the taxes is the goods' is not told: in proportion.
    case
        when taxes > 0 and subtotal + shipping = total and total > 0
            then taxes * subtotal / total
        else 0
    end as tax_in_goods
from firsts
