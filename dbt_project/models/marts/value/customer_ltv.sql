with

-- Who has a running term, or terms only, stays or leaves as subscribers do; all others as buyers do.
customers as (

    select
        *,
        case when has_running_term or value_basis = 'terms' then 'terms' else 'orders' end as churn_basis

    from {{ ref('int_payers_valued') }}

),

churn_rates as (

    select
        value_basis,
        churn_rate

    from {{ ref('int_payers_to_churn_rates') }}

),

as_of as (

    select as_of_date
    from {{ ref('as_of') }}

),

valued as (

    select
        customers.*,
        churn_rates.churn_rate,
        greatest(
            {{ ratio(days_between('customers.first_paid_date', 'as_of.as_of_date'), '365.25') }}, {{ ratio('1', '12') }}
        ) as tenure_years,
        {{ ratio('customers.margin', 'customers.net_sales') }} as margin_rate,
        case
            when churn_rates.churn_rate * {{ var('ltv_max_years') }} > 1 then {{ ratio('1', 'churn_rates.churn_rate') }}
            when churn_rates.churn_rate is not null then cast({{ var('ltv_max_years') }} as {{ type_double() }})
        end as lifetime_years,
        -- The sum of what stays of each year after those who leave and the interest.
        0
        {% for year in range(var('ltv_horizon_years')) %}
        + power({{ ratio('1 - churn_rates.churn_rate', '1 + ' ~ var('discount_rate')) }}, {{ year }})
        {% endfor %}
            as discounted_years

    from customers
    cross join as_of
    left join churn_rates
        on customers.churn_basis = churn_rates.value_basis

),

annualised as (

    select
        *,
        {{ ratio('net_sales', 'greatest(tenure_years, 1)') }} as annual_value

    from valued

)

select
    annualised.customer_id,
    annualised.value_basis,
    annualised.first_paid_date,
    annualised.first_order_date,
    annualised.tenure_years,
    {{ money('annualised.net_sales') }} as net_sales,
    annualised.annual_value,
    annualised.margin_rate,
    annualised.lifetime_years,
    annualised.annual_value * annualised.margin_rate * annualised.lifetime_years as ltv_basic,
    annualised.annual_value * annualised.margin_rate * annualised.discounted_years as ltv_discounted,
    cast(annualised.margin as {{ type_double() }}) as ltv_realised,
    annualised.frequency,
    annualised.recency_days,
    annualised.age_days,
    expected.probability_alive,
    expected.expected_orders,
    expected.expected_margin_per_order,
    expected.clv_expected,
    expected.clv_low,
    expected.clv_high,
    expected.expected_term_months,
    expected.clv_expected_terms,
    {{ ratio('annualised.margin', 'greatest(12 * annualised.tenure_years, 1)') }}
    * {{ var('clv_horizon_months') }} * (1 - annualised.churn_rate) as clv_naive,
    tiers.value_tier,
    tiers.value_tenth

from annualised
left join {{ ref('int_payers_expected') }} as expected
    on annualised.customer_id = expected.customer_id
left join {{ ref('int_payers_tiered') }} as tiers
    on annualised.customer_id = tiers.customer_id
