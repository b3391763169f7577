-- Where each order was placed, and whether it is paid; the words are those of every form.
select
    id,
    case
        when source_name in ('pos', 'point_of_sale') then 'store'
        when source_name in ('iphone', 'android', 'app') then 'app'
        else 'web'
    end as channel,
    case
        when cancelled_at is not null then 'cancelled'
        when financial_status in ('voided', 'expired') then 'cancelled'
        when financial_status in ('paid', 'partially_refunded', 'refunded') then 'paid'
        else 'pending'
    end as status
from src.orders
