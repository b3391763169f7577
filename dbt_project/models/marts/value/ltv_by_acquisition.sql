with

customers as (

    select
        customer_id,
        acquisition_channel

    from {{ ref('customers') }}

),

margins as (

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        margin

    from {{ ref('int_orders_to_order_dates') }}

    union all

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        margin

    from {{ ref('int_terms_to_payments') }}

),

customer_margins as (

    select
        customer_id,
        month,
        sum(margin) as margin

    from margins
    group by customer_id, month

),

spend as (

    select
        channel,
        {{ quarter_of('date') }} as cohort_quarter,
        sum(spend) as spend

    from {{ ref('int_ad_spend_converted') }}
    group by channel, {{ quarter_of('date') }}

),

members as (

    select
        ltv.customer_id,
        ltv.first_paid_date,
        ltv.ltv_discounted,
        {{ quarter_of('ltv.first_paid_date') }} as cohort_quarter,
        coalesce(customers.acquisition_channel, 'unknown') as acquisition_channel

    from {{ ref('customer_ltv') }} as ltv
    left join customers
        on ltv.customer_id = customers.customer_id

),

cohorts as (

    select
        members.acquisition_channel,
        members.cohort_quarter,
        count(*) as customer_count,
        -- Exact, whatever the order of the rows.
        {{ ratio(
            'sum(cast(members.ltv_discounted as decimal(28, 10)))', 'count(members.ltv_discounted)'
        ) }} as ltv_discounted

    from members
    group by members.acquisition_channel, members.cohort_quarter

),

costed as (

    select
        cohorts.*,
        {{ money('coalesce(spend.spend, 0)') }} as spend,
        {{ ratio('nullif(spend.spend, 0)', 'cohorts.customer_count') }} as acquisition_cost

    from cohorts
    left join spend
        on
            cohorts.acquisition_channel = spend.channel
            and cohorts.cohort_quarter = spend.cohort_quarter

),

monthly_margins as (

    select
        members.acquisition_channel,
        members.cohort_quarter,
        {{ months_between('members.first_paid_date', 'customer_margins.month') }} as month_number,
        sum(customer_margins.margin) as margin

    from members
    inner join customer_margins
        on members.customer_id = customer_margins.customer_id
    group by
        members.acquisition_channel,
        members.cohort_quarter,
        {{ months_between('members.first_paid_date', 'customer_margins.month') }}

),

cumulated as (

    select
        acquisition_channel,
        cohort_quarter,
        month_number,
        sum(margin) over (
            partition by acquisition_channel, cohort_quarter order by month_number
            rows between unbounded preceding and current row
        ) as margin

    from monthly_margins

),

paid_back as (

    select
        costed.acquisition_channel,
        costed.cohort_quarter,
        min(cumulated.month_number) as payback_months

    from costed
    inner join cumulated
        on
            costed.acquisition_channel = cumulated.acquisition_channel
            and costed.cohort_quarter = cumulated.cohort_quarter
            -- Both sides for the whole cohort, so that exact money is compared.
            and cumulated.margin >= costed.spend
    where costed.acquisition_cost is not null
    group by costed.acquisition_channel, costed.cohort_quarter

)

select
    costed.acquisition_channel,
    costed.cohort_quarter,
    costed.customer_count,
    costed.spend,
    costed.acquisition_cost,
    costed.ltv_discounted,
    {{ ratio('costed.ltv_discounted', 'costed.acquisition_cost') }} as ltv_to_cac,
    cast(paid_back.payback_months as integer) as payback_months

from costed
left join paid_back
    on
        costed.acquisition_channel = paid_back.acquisition_channel
        and costed.cohort_quarter = paid_back.cohort_quarter
