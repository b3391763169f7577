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

scores as (

    select *
    from {{ ref('int_customer_values_scored') }}

),

term_scores as (

    select
        customer_id,
        expected_term_months,
        clv_expected_terms

    from {{ ref('int_subscribers_scored') }}

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
            as discounted_years,
        scores.probability_alive,
        scores.expected_orders,
        scores.expected_margin_per_order,
        term_scores.expected_term_months,
        term_scores.clv_expected_terms,
        -- What orders and terms will bring; a part that nothing is known of brings nothing.
        coalesce(
            scores.clv_expected + coalesce(term_scores.clv_expected_terms, 0), term_scores.clv_expected_terms
        ) as clv_expected,
        coalesce(
            scores.clv_low + coalesce(term_scores.clv_expected_terms, 0), term_scores.clv_expected_terms
        ) as clv_low,
        coalesce(
            scores.clv_high + coalesce(term_scores.clv_expected_terms, 0), term_scores.clv_expected_terms
        ) as clv_high

    from customers
    cross join as_of
    left join churn_rates
        on customers.churn_basis = churn_rates.value_basis
    left join scores
        on customers.customer_id = scores.customer_id
    left join term_scores
        on customers.customer_id = term_scores.customer_id

),

annualised as (

    select
        *,
        {{ ratio('net_sales', 'greatest(tenure_years, 1)') }} as annual_value

    from valued

),

-- Sums of decimals are exact: those of doubles would depend on the order in which threads deliver the rows.
ranked as (

    select
        customer_id,
        sum(cast(clv_expected as decimal(28, 10))) over () as clv_total,
        coalesce(
            sum(cast(clv_expected as decimal(28, 10))) over (
                order by clv_expected desc, customer_id asc
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as clv_before

    from valued
    where clv_expected is not null

)

select
    annualised.customer_id,
    annualised.value_basis,
    annualised.first_paid_date,
    annualised.first_order_date,
    annualised.tenure_years,
    annualised.annual_value,
    annualised.margin_rate,
    annualised.lifetime_years,
    annualised.annual_value * annualised.margin_rate * annualised.lifetime_years as ltv_basic,
    annualised.annual_value * annualised.margin_rate * annualised.discounted_years as ltv_discounted,
    cast(annualised.margin as {{ type_double() }}) as ltv_realised,
    annualised.frequency,
    annualised.recency_days,
    annualised.age_days,
    annualised.probability_alive,
    annualised.expected_orders,
    annualised.expected_margin_per_order,
    annualised.clv_expected,
    annualised.clv_low,
    annualised.clv_high,
    annualised.expected_term_months,
    annualised.clv_expected_terms,
    {{ ratio('annualised.margin', 'greatest(12 * annualised.tenure_years, 1)') }}
    * {{ var('clv_horizon_months') }} * (1 - annualised.churn_rate) as clv_naive,
    case
        when ranked.clv_before < 0.8 * ranked.clv_total then 'high'
        when ranked.clv_before < 0.95 * ranked.clv_total then 'mid'
        when ranked.customer_id is not null then 'low'
    end as value_tier

from annualised
left join ranked
    on annualised.customer_id = ranked.customer_id
