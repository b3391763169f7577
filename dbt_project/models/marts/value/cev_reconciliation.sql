with

mappings as (

    select distinct mapping
    from {{ ref('cev_component_map') }}

),

-- A mapping has a row without any customer too.
customer_totals as (

    select
        mappings.mapping,
        coalesce(sum(customer_cev.cev_allocated), 0) as allocated_total,
        coalesce(sum(customer_cev.cev_gross), 0) as gross_total

    from mappings
    left join {{ ref('customer_cev') }} as customer_cev
        on mappings.mapping = customer_cev.mapping
    group by mappings.mapping

),

ledger_totals as (

    select
        coalesce(sum(
            case when driver in ('own_margin_realised', 'own_margin_expected') then amount end
        ), 0) as direct_margin_total,
        coalesce(sum(
            case
                when driver in ('referral_acquisition_saving', 'knowledge_saving', 'support_saving') then amount
            end
        ), 0) as savings_total,
        coalesce(sum(case when driver = 'referral_reward' then amount end), 0) as rewards_total

    from {{ ref('cev_ledger') }}

)

select
    customer_totals.mapping,
    {{ money('customer_totals.allocated_total') }} as allocated_total,
    {{ money('ledger_totals.direct_margin_total') }} as direct_margin_total,
    {{ money('ledger_totals.savings_total') }} as savings_total,
    {{ money('ledger_totals.rewards_total') }} as rewards_total,
    {{ money(
        'customer_totals.allocated_total'
        ~ ' - (ledger_totals.direct_margin_total + ledger_totals.savings_total + ledger_totals.rewards_total)'
    ) }} as difference,
    {{ money('customer_totals.gross_total - customer_totals.allocated_total') }} as overlap

from customer_totals
cross join ledger_totals
