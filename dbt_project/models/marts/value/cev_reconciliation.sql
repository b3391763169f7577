with

customer_totals as (

    select
        mapping,
        sum(cev_allocated) as allocated_total,
        sum(cev_gross) as gross_total

    from {{ ref('customer_cev') }}
    group by mapping

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
