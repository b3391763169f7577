-- Opportunities with the lead that they continue, their amount and its currency.
select
    opportunity.* replace (lead.id as lead_id),
    coalesce(opportunity.actual, opportunity.estimated) as amount,
    upper(currency.code) as currency
from src.opportunity as opportunity
left join src.lead as lead
    on opportunity.lead_id = lead.id or lead.opportunity_id = opportunity.id
left join src.currency as currency on opportunity.currency_id = currency.id
qualify row_number() over (partition by opportunity._row order by lead.id) = 1
