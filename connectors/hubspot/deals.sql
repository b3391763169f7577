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
    or exists (select 1 from src.merged_deal as merged where merged.merged_deal_id = deal.deal_id)
        as _deleted,
    persons.contact_id,
    companies.company_id
from src.deal as deal
left join persons on deal.deal_id = persons.deal_id
left join companies on deal.deal_id = companies.deal_id
