with

latest as (

    {{ latest_versions('crm', 'loyalty_ledger') }}

)

select
    entry_id,
    member_no,
    entry_type,
    points,
    occurred_at,
    order_id,
    _loaded_at as loaded_at

from latest
