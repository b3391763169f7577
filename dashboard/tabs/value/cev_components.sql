-- Engagement value of all customers by component, in each mapping of the seed.
with totals as (
    select
        mapping,
        sum(clv) as clv,
        sum(crv) as crv,
        sum(civ) as civ,
        sum(ckv) as ckv,
        sum(cev_gross) as cev_gross,
        sum(cev_allocated) as cev_allocated
    from marts.customer_cev
    group by mapping
)

select
    totals.*,
    reconciled.overlap
from totals
inner join marts.cev_reconciliation as reconciled on totals.mapping = reconciled.mapping
order by totals.mapping
