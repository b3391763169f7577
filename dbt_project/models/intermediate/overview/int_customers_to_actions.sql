with

customers as (

    select
        described.customer_id,
        described.lifecycle_stage,
        described.order_count,
        described.can_market,
        {{ business_date('described.bound_until_at') }} as bound_until_date,
        {{ business_date('described.first_order_at') }} as first_order_date,
        {{ next_anniversary('described.birth_date', 'as_of.as_of_date') }} as next_birthday,
        payers.value_tier,
        as_of.as_of_date

    from {{ ref('int_customers_described') }} as described
    cross join {{ ref('as_of') }} as as_of
    left join {{ ref('int_payers_tiered') }} as payers
        on described.customer_id = payers.customer_id

),

rules as (

    select
        rule,
        case
            when rule in ('first_repeat_nudge', 'birthday_soon')
                then cast(split_part(parameter_value, '-', 1) as integer)
        end as least_days,
        case
            when rule = 'first_repeat_nudge' then cast(split_part(parameter_value, '-', 2) as integer)
        end as greatest_days

    from {{ ref('action_rules') }}

),

due as (

    select
        customers.customer_id,
        rules.rule,
        {{ add_days('customers.bound_until_date', var('active_days') + 1) }} as triggered_date
    from customers
    inner join rules
        on rules.rule = 'high_value_lapsing'
    where customers.value_tier = 'high' and customers.lifecycle_stage = 'lapsing'

    union all

    select
        customers.customer_id,
        rules.rule,
        {{ add_days('customers.first_order_date', 'rules.least_days') }} as triggered_date
    from customers
    inner join rules
        on rules.rule = 'first_repeat_nudge'
    where
        customers.order_count = 1
        and {{ days_between('customers.first_order_date', 'customers.as_of_date') }}
        between rules.least_days and rules.greatest_days

    union all

    select
        customers.customer_id,
        rules.rule,
        {{ add_days('customers.next_birthday', '-rules.least_days') }} as triggered_date
    from customers
    inner join rules
        on rules.rule = 'birthday_soon'
    where
        customers.can_market
        and {{ days_between('customers.as_of_date', 'customers.next_birthday') }} <= rules.least_days

)

select
    customer_id,
    rule,
    {{ starts_at('triggered_date') }} as triggered_at

from due
