{%- set texts = audience_texts() | reject('in', ['used_feature', 'dissatisfied_item', 'mentioned_topic']) | list -%}
with

health as (

    select
        health.customer_id,
        health.band

    from {{ ref('int_health_compared') }} as health
    inner join {{ ref('int_snapshots_dated') }} as snapshots
        on
            health.snapshot_date = snapshots.snapshot_date
            and snapshots.is_current

),

tiers as (

    select
        member_months.customer_id,
        member_months.tier

    from {{ ref('int_member_months_tiered') }} as member_months
    inner join {{ ref('as_of') }} as as_of
        on member_months.month = as_of.as_of_month
    where not member_months.is_ahead

),

customers as (

    select
        described.customer_id,
        described.region,
        described.gender,
        described.birth_year,
        described.order_count,
        described.net_sales,
        described.margin,
        {{ days_between(business_date('described.first_order_at'), 'as_of.as_of_date') }} as days_since_first_order,
        {{ days_between(business_date('described.last_order_at'), 'as_of.as_of_date') }} as days_since_last_order,
        {{ days_between(business_date('visits.last_session_at'), 'as_of.as_of_date') }} as last_session_days,
        answers.latest_nps_score,
        tiers.tier as loyalty_tier,
        health.band as health_band,
        risks.risk_band as churn_risk_band,
        terms.plan,
        terms.customer_id is not null as has_running_term,
        observed.active_days_28d,
        observed.has_abandoned_cart

    from {{ ref('int_customers_described') }} as described
    cross join {{ ref('as_of') }} as as_of
    left join {{ ref('int_customers_visited') }} as visits
        on described.customer_id = visits.customer_id
    left join {{ ref('int_customers_asked') }} as answers
        on described.customer_id = answers.customer_id
    left join tiers
        on described.customer_id = tiers.customer_id
    left join health
        on described.customer_id = health.customer_id
    left join {{ ref('int_risks_banded') }} as risks
        on described.customer_id = risks.customer_id
    left join {{ ref('int_customers_to_main_terms') }} as terms
        on described.customer_id = terms.customer_id
    left join {{ ref('int_customers_observed') }} as observed
        on described.customer_id = observed.customer_id

),

asked as (

    select distinct attribute
    from {{ ref('audiences') }}

)

-- One row per value; what no audience asks for has no rows.
select
    segments.customer_id,
    segments.segment_type as attribute,
    segments.segment_value as text_value,
    cast(null as {{ type_double() }}) as number_value
from {{ ref('int_customers_segmented') }} as segments
where segments.segment_type in (select attribute from asked)
{%- for column in texts + audience_numbers() %}
union all
select
    customer_id,
    '{{ column }}' as attribute,
    {%- if column in audience_numbers() %}
    cast(null as {{ type_text() }}) as text_value,
    cast({{ column }} as {{ type_double() }}) as number_value
    {%- else %}
    cast({{ column }} as {{ type_text() }}) as text_value,
    cast(null as {{ type_double() }}) as number_value
    {%- endif %}
from customers
where {{ column }} is not null and '{{ column }}' in (select attribute from asked)
{%- endfor %}
union all
select
    customer_id,
    attribute,
    text_value,
    cast(null as {{ type_double() }}) as number_value
from {{ ref('int_customers_to_traits') }}
where attribute in (select attribute from asked)
