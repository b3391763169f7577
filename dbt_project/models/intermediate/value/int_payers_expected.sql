with

term_scores as (

    select
        customer_id,
        expected_term_months,
        clv_expected_terms

    from {{ ref('int_subscribers_scored') }}

)

-- What orders and terms will bring; a part that nothing is known of brings nothing.
select
    payers.customer_id,
    scores.probability_alive,
    scores.expected_orders,
    scores.expected_margin_per_order,
    term_scores.expected_term_months,
    term_scores.clv_expected_terms,
    coalesce(
        scores.clv_expected + coalesce(term_scores.clv_expected_terms, 0), term_scores.clv_expected_terms
    ) as clv_expected,
    coalesce(
        scores.clv_low + coalesce(term_scores.clv_expected_terms, 0), term_scores.clv_expected_terms
    ) as clv_low,
    coalesce(
        scores.clv_high + coalesce(term_scores.clv_expected_terms, 0), term_scores.clv_expected_terms
    ) as clv_high

from {{ ref('int_payers_valued') }} as payers
left join {{ ref('int_customer_values_scored') }} as scores
    on payers.customer_id = scores.customer_id
left join term_scores
    on payers.customer_id = term_scores.customer_id
