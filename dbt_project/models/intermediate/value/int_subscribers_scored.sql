with

subscribers as (

    select
        customer_id,
        is_running,
        present_spell_month_count,
        monthly_margin

    from {{ ref('int_spells_to_subscribers') }}

),

lengths as (

    select
        month_count,
        expected_months,
        discounted_months

    from {{ ref('int_spell_lengths_scored') }}

),

fits as (

    select distinct model
    from {{ ref('int_customer_values_fitted') }}
    where model = 'sbg'

)

-- Without a fit nobody has a row. Whose terms have all ended is expected to bring nothing more by them.
select
    subscribers.customer_id,
    case when subscribers.is_running then lengths.expected_months else 0 end as expected_term_months,
    case
        when subscribers.is_running
            then cast(subscribers.monthly_margin as {{ type_double() }}) * lengths.discounted_months
        else 0
    end as clv_expected_terms

from subscribers
cross join fits
left join lengths
    on subscribers.present_spell_month_count = lengths.month_count
