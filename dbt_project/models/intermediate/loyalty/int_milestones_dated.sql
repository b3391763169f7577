with

customers as (

    select
        described.customer_id,
        described.birth_date,
        {{ business_date('described.first_seen_at') }} as first_seen_date,
        {{ business_date('described.first_order_at') }} as first_order_date,
        described.order_count,
        as_of.as_of_date

    from {{ ref('int_customers_described') }} as described
    cross join {{ ref('as_of') }} as as_of

),

rules as (

    select *
    from {{ ref('milestone_rules') }}

),

birthdays as (

    select
        customers.customer_id,
        rules.milestone,
        rules.milestone_type,
        -- A birthday before the customer was known was nobody's to keep.
        case
            when {{ last_anniversary('customers.birth_date', 'customers.as_of_date') }} >= customers.first_seen_date
                then {{ last_anniversary('customers.birth_date', 'customers.as_of_date') }}
        end as last_date,
        {{ next_anniversary('customers.birth_date', 'customers.as_of_date') }} as next_date,
        cast(null as bigint) as orders_to_go

    from customers
    inner join rules
        on rules.milestone_type = 'birthday'
    where customers.birth_date is not null

),

anniversaries as (

    select
        customers.customer_id,
        rules.milestone,
        rules.milestone_type,
        -- The day of the order itself is none yet.
        case
            when
                {{ last_anniversary('customers.first_order_date', 'customers.as_of_date') }}
                > customers.first_order_date
                then {{ last_anniversary('customers.first_order_date', 'customers.as_of_date') }}
        end as last_date,
        {{ next_anniversary('customers.first_order_date', 'customers.as_of_date') }} as next_date,
        cast(null as bigint) as orders_to_go

    from customers
    inner join rules
        on rules.milestone_type = 'first_order_anniversary'
    where customers.first_order_date is not null

),

orders_reached as (

    select
        customers.customer_id,
        rules.milestone,
        rules.milestone_type,
        orders.business_date as last_date,
        cast(null as date) as next_date,
        case
            when orders.order_id is null then cast(rules.order_number - customers.order_count as bigint)
        end as orders_to_go

    from customers
    inner join rules
        on rules.milestone_type = 'order_number'
    left join {{ ref('orders') }} as orders
        on
            customers.customer_id = orders.customer_id
            and rules.order_number = orders.order_number
    where customers.first_order_date is not null

),

milestones as (

    select * from birthdays
    union all
    select * from anniversaries
    union all
    select * from orders_reached

)

-- Birthdays and anniversaries are known ahead, so their week ends with the day; an order's begins with it.
select
    customer_id,
    milestone,
    milestone_type,
    last_date,
    next_date,
    orders_to_go,
    case
        when milestone_type = 'order_number' then last_date
        else {{ add_days('last_date', 1 - var('milestone_contact_days')) }}
    end as week_starts_on,
    case
        when milestone_type = 'order_number' then {{ add_days('last_date', var('milestone_contact_days') - 1) }}
        else last_date
    end as week_ends_on

from milestones
