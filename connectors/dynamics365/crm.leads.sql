-- What may be sold, to whom and for how much? A lead has the amount of its opportunity.
select
    lead._row,
    lead._deleted,
    null as left_out,
    lead.id as lead_id,
    lead.contact_id as customer_record_id,
    lead.email,
    lead.account_id as company_id,
    lead.source,
    coalesce(opportunity.amount, lead.amount) as amount,
    case
        when coalesce(opportunity.amount, lead.amount) is not null
            then coalesce(opportunity.currency, upper(currency.code))
    end as currency,
    lead.created_at,
    greatest(lead.modified_at, opportunity.modified_at) as updated_at
from src.lead as lead
left join (
    select
        lead_id,
        max_by(amount, created_at) as amount,
        max_by(currency, created_at) as currency,
        max(modified_at) as modified_at
    from src.opportunities
    where lead_id is not null and not _deleted
    group by lead_id
) as opportunity on lead.id = opportunity.lead_id
left join src.currency as currency on lead.currency_id = currency.id

union all by name

select
    _row,
    _deleted,
    case when lead_id is not null then 'it continues a lead' end as left_out,
    id as lead_id,
    case when lower(customer_type) = 'contact' then customer_id else contact_id end
        as customer_record_id,
    null as email,
    case when lower(customer_type) = 'contact' then account_id
        else coalesce(account_id, customer_id)
    end as company_id,
    null as source,
    amount,
    case when amount is not null then currency end as currency,
    created_at,
    modified_at as updated_at
from src.opportunities
