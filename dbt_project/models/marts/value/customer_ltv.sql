with

customers as (

    select *
    from {{ ref('int_order_dates_to_customers') }}

),

order_dates as (

    select
        customer_id,
        business_date

    from {{ ref('int_orders_to_order_dates') }}

),

scores as (

    select *
    from {{ ref('int_customer_values_scored') }}

),

as_of as (

    select as_of_date
    from {{ ref('as_of') }}

),

-- Who bought in the year before the last one, and which of them bought in the last year too.
base_members as (

    select
        order_dates.customer_id,
        max(
            case when {{ days_between('order_dates.business_date', 'as_of.as_of_date') }} <= 364 then 1 else 0 end
        ) as is_back

    from order_dates
    cross join as_of
    where {{ days_between('order_dates.business_date', 'as_of.as_of_date') }} <= 729
    group by order_dates.customer_id
    having max({{ days_between('order_dates.business_date', 'as_of.as_of_date') }}) >= 365

),

base as (

    select {{ ratio('count(*) - sum(is_back)', 'count(*)') }} as churn_rate
    from base_members

),

valued as (

    select
        customers.*,
        base.churn_rate,
        greatest({{ ratio('customers.age_days', '365.25') }}, {{ ratio('1', '12') }}) as tenure_years,
        {{ ratio('customers.margin', 'customers.net_sales') }} as margin_rate,
        case
            when base.churn_rate * {{ var('ltv_max_years') }} > 1 then {{ ratio('1', 'base.churn_rate') }}
            when base.churn_rate is not null then cast({{ var('ltv_max_years') }} as {{ type_double() }})
        end as lifetime_years,
        -- The sum of what stays of each year after those who leave and the interest.
        {% for year in range(var('ltv_horizon_years')) -%}
            {{ '+ ' if not loop.first }}power({{ ratio('1 - base.churn_rate', '1 + ' ~ var('discount_rate')) }}, {{ year }})
        {% endfor -%}
        as discounted_years

    from customers
    cross join base

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

    from scores
    where clv_expected is not null

)

select
    annualised.customer_id,
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
    scores.probability_alive,
    scores.expected_orders,
    scores.expected_margin_per_order,
    scores.clv_expected,
    scores.clv_low,
    scores.clv_high,
    {{ ratio('annualised.margin', 'greatest(12 * annualised.tenure_years, 1)') }}
    * {{ var('clv_horizon_months') }} * (1 - annualised.churn_rate) as clv_naive,
    case
        when ranked.clv_before < 0.8 * ranked.clv_total then 'high'
        when ranked.clv_before < 0.95 * ranked.clv_total then 'mid'
        when ranked.customer_id is not null then 'low'
    end as value_tier

from annualised
left join scores
    on annualised.customer_id = scores.customer_id
left join ranked
    on annualised.customer_id = ranked.customer_id
