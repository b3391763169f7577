-- Deals with their person and company; one that was merged into another is deleted.
with persons as (
    select
        deal_id,
        min(contact_id) as contact_id
    from src.deal_contact
    where not _deleted
    group by deal_id
),

companies as (
    select
        deal_id,
        min(company_id) as company_id
    from src.deal_company
    where not _deleted
    group by deal_id
)

select
    deal.* exclude (_deleted),
    deal._deleted
    or deal.deal_id in (select merged_deal_id from src.merged_deal) as _deleted,
    persons.contact_id,
    companies.company_id
from src.deal as deal
left join persons on deal.deal_id = persons.deal_id
left join companies on deal.deal_id = companies.deal_id
