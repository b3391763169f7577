with

terms as (

    select
        *,
        {{ month_of(business_date('started_at')) }} as started_month

    from {{ ref('int_terms_bounded') }}

),

fx_rates as (

    select
        currency,
        rate,
        valid_from_month,
        valid_before_month

    from {{ ref('int_fx_rates_extended') }}

),

costed as (

    select
        *,
        monthly_amount - coalesce(
            monthly_cost,
            cast(monthly_amount as decimal(20, 4)) * cast(1 - {{ var('default_margin_rate') }} as decimal(8, 6))
        ) as monthly_margin_original

    from terms

)

-- The rate of the month in which the term began holds for the whole term, like its price. Years of months add up: the
-- limit of an amount is lower than that of an order.
select
    costed.subscription_id,
    costed.term_no,
    costed.customer_id,
    costed.plan,
    costed.is_voluntary_cancel,
    costed.started_at,
    costed.ended_at,
    costed.ends_at,
    costed.cancelled_at,
    costed.currency as currency_original,
    costed.monthly_amount as monthly_amount_original,
    {{ money(in_reporting_currency('costed.monthly_amount', limit='1e11')) }} as monthly_amount,
    {{ money(in_reporting_currency('costed.monthly_margin_original', limit='1e11')) }} as monthly_margin

from costed
left join fx_rates
    on
        costed.currency = fx_rates.currency
        and costed.started_month >= fx_rates.valid_from_month
        and costed.started_month < fx_rates.valid_before_month
