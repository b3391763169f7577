-- What may be sold, to whom and for how much?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    deal_id as lead_id,
    contact_id as customer_record_id,
    company_id,
    lower(source) as source,
    amount,
    upper(currency) as currency,
    created_at,
    updated_at
from src.deals
