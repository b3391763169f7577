with

months as (

    select
        month,
        last_date,
        ends_before_at

    from {{ ref('int_months_ended') }}

),

facts as (

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        business_date as order_date,
        business_date as bound_date,
        order_count,
        net_sales as order_net_sales,
        net_sales,
        margin
    from {{ ref('int_orders_to_order_dates') }}

    union all

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        null as order_date,
        null as bound_date,
        0 as order_count,
        0 as order_net_sales,
        -amount as net_sales,
        -amount as margin
    from {{ ref('int_credit_notes_valued') }}
    where customer_id is not null and amount is not null

    union all

    select
        customer_id,
        month,
        null as order_date,
        last_run_date as bound_date,
        0 as order_count,
        0 as order_net_sales,
        0 as net_sales,
        0 as margin
    from {{ ref('int_terms_to_running_months') }}

),

customers as (

    select
        described.customer_id,
        described.first_seen_at,
        described.bound_since_at,
        names.customer_number

    from {{ ref('int_customers_described') }} as described
    inner join {{ ref('id_customers_numbered') }} as names
        on described.customer_id = names.customer_id

),

known_customers as (

    select
        customers.customer_id,
        customers.customer_number,
        {{ business_date('customers.bound_since_at') }} as bound_since_date,
        months.month,
        months.last_date

    from customers
    inner join months
        on customers.first_seen_at < months.ends_before_at

),

-- What happened before a customer's first row is known at its end: a term or a credit note may be older than anything
-- seen of them.
monthly_facts as (

    select
        facts.customer_id,
        greatest(facts.month, first_months.month) as month,
        max(facts.order_date) as last_order_date,
        max(facts.bound_date) as bound_until_date,
        sum(facts.order_count) as order_count,
        sum(facts.order_net_sales) as order_net_sales,
        sum(facts.net_sales) as net_sales,
        sum(facts.margin) as margin

    from facts
    inner join (
        select
            customer_id,
            min(month) as month
        from known_customers
        group by customer_id
    ) as first_months
        on facts.customer_id = first_months.customer_id
    group by facts.customer_id, greatest(facts.month, first_months.month)

),

cumulated as (

    select
        known_customers.customer_id,
        known_customers.month,
        known_customers.last_date,
        case
            when known_customers.bound_since_date <= known_customers.last_date then known_customers.bound_since_date
        end as bound_since_date,
        max(facts.bound_until_date) over so_far as bound_until_date,
        max(facts.last_order_date) over so_far as last_order_date,
        sum(coalesce(facts.order_count, 0)) over so_far as order_count,
        sum(coalesce(facts.order_net_sales, 0)) over so_far as order_net_sales,
        sum(coalesce(facts.net_sales, 0)) over so_far as net_sales,
        sum(coalesce(facts.margin, 0)) over so_far as margin

    from known_customers
    left join monthly_facts as facts
        on
            known_customers.customer_id = facts.customer_id
            and known_customers.month = facts.month
    window so_far as (
        partition by known_customers.customer_number
        order by known_customers.month
        rows between unbounded preceding and current row
    )

)

select
    customer_id,
    month,
    {{ lifecycle_stage('bound_since_date', 'bound_until_date', 'last_date') }} as lifecycle_stage,
    last_order_date,
    cast(order_count as bigint) as order_count,
    {{ money('order_net_sales') }} as order_net_sales,
    {{ money('net_sales') }} as net_sales,
    {{ money('margin') }} as margin

from cumulated
