with

customers as (

    select
        customer_id,
        frequency,
        age_days

    from {{ ref('int_order_dates_to_customers') }}

),

scores as (

    select
        customer_id,
        probability_alive

    from {{ ref('int_customer_values_scored') }}

),

-- What the model cannot foretell better than the plain guess is not published.
fit as (

    select
        max(case when model = 'bg_nbd' and name = 'r' then value end) as r,
        max(case when model = 'bg_nbd' and name = 'alpha' then value end) as alpha

    from {{ ref('int_customer_values_fitted') }}
    having max(case when model = 'holdout' and name = 'is_better_than_naive' then value end) = 1

),

rhythms as (

    select
        rhythms.customer_id,
        rhythms.recency_days,
        rhythms.usual_gap_days,
        rhythms.long_gap_days

    from {{ ref('int_orders_to_rhythms') }} as rhythms
    inner join {{ ref('int_snapshots_dated') }} as snapshots
        on rhythms.snapshot_date = snapshots.snapshot_date
    where snapshots.is_current

),

categories as (

    select
        customer_id,
        category

    from {{ ref('int_lines_to_next_categories') }}

),

{%- set weeks_seen = '(fit.alpha + ' ~ ratio('customers.age_days', '7') ~ ')' %}
{%- set shape = '(fit.r + customers.frequency)' %}

expected as (

    select
        customers.customer_id,
        {%- for days in [30, 60, 90] %}
        scores.probability_alive * (
            1 - power({{ ratio(weeks_seen, weeks_seen ~ ' + ' ~ ratio(days, '7')) }}, {{ shape }})
        ) as order_probability_{{ days }}d,
        {%- endfor %}
        case
            when scores.probability_alive >= 0.5
                then ceil(7 * {{ weeks_seen }} * (power(2, {{ ratio('1', shape) }}) - 1))
        end as days_ahead

    from customers
    cross join fit
    inner join scores
        on customers.customer_id = scores.customer_id

)

select
    customers.customer_id,
    {%- for days in [30, 60, 90] %}
    expected.order_probability_{{ days }}d,
    {%- endfor %}
    case
        when expected.days_ahead <= 365 then {{ add_days('as_of.as_of_date', 'cast(expected.days_ahead as integer)') }}
    end as expected_next_order_date,
    rhythms.recency_days as days_since_last_order,
    rhythms.usual_gap_days,
    rhythms.recency_days > rhythms.long_gap_days as is_overdue,
    categories.category as next_category

from customers
cross join {{ ref('as_of') }} as as_of
inner join rhythms
    on customers.customer_id = rhythms.customer_id
left join expected
    on customers.customer_id = expected.customer_id
left join categories
    on customers.customer_id = categories.customer_id
