-- What may be sold, to whom and for how much? A converted lead has the amount of its opportunity.
select
    lead._row,
    lead._deleted,
    lead._synced_at as _loaded_at,
    null as left_out,
    lead.id as lead_id,
    lead.converted_contact_id as customer_record_id,
    lead.email,
    lead.converted_account_id as company_id,
    lower(lead.lead_source) as source,
    opportunity.amount,
    case
        when opportunity.amount is not null
            then upper(coalesce(opportunity.currency, getvariable('currency')))
    end as currency,
    lead.created_date as created_at,
    greatest(lead.last_modified_date, opportunity.last_modified_date) as updated_at
from src.lead as lead
left join src.opportunity as opportunity on lead.converted_opportunity_id = opportunity.id

union all by name

select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    case when lead_id is not null then 'it continues a lead' end as left_out,
    id as lead_id,
    contact_id as customer_record_id,
    null as email,
    account_id as company_id,
    lower(lead_source) as source,
    amount,
    case when amount is not null then upper(coalesce(currency, getvariable('currency'))) end
        as currency,
    created_date as created_at,
    last_modified_date as updated_at
from src.opportunities
