-- Opportunities with the lead that they continue.
select
    opportunity.*,
    lead.id as lead_id
from src.opportunity as opportunity
left join (
    select
        converted_opportunity_id,
        min(id) as id
    from src.lead
    where converted_opportunity_id is not null
    group by converted_opportunity_id
) as lead on opportunity.id = lead.converted_opportunity_id
