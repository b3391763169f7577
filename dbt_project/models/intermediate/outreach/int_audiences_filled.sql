{%- set comparisons = ['=', '<', '<=', '>', '>='] -%}
with

conditions as (

    select *
    from {{ ref('int_audiences_split') }}

),

customers as (

    select customer_id
    from {{ ref('int_customers_described') }}

),

-- What a customer is known for, beside each condition that asks for it; <> looks for what must not be there.
compared as (

    select
        conditions.condition_number,
        known.customer_id,
        max(
            case
                {%- for operator in comparisons %}
                when conditions.operator = '{{ operator }}'
                    then
                        case
                            when known.number_value {{ operator }} conditions.number_value then 1
                            when known.text_value {{ operator }} conditions.text_value then 1
                            else 0
                        end
                {%- endfor %}
                when conditions.operator = '<>'
                    then
                        case
                            when known.number_value = conditions.number_value then 1
                            when known.text_value = conditions.text_value then 1
                            else 0
                        end
                else 1
            end
        ) = 1 as is_met

    from {{ ref('int_customers_attributed') }} as known
    inner join conditions
        on known.attribute = conditions.attribute
    group by conditions.condition_number, known.customer_id

),

rules as (

    select distinct
        condition_number,
        condition_count,
        audience,
        operator

    from conditions

),

holding as (

    select
        rules.audience,
        rules.condition_count,
        compared.customer_id

    from compared
    inner join rules
        on compared.condition_number = rules.condition_number
    where
        rules.operator not in ('is_null', '<>') and compared.is_met
        or rules.operator = '<>' and not compared.is_met

    union all

    select
        rules.audience,
        rules.condition_count,
        customers.customer_id

    from rules
    cross join customers
    left join compared
        on
            rules.condition_number = compared.condition_number
            and customers.customer_id = compared.customer_id
    where rules.operator = 'is_null' and compared.customer_id is null

)

select
    audience,
    customer_id

from holding
group by audience, customer_id, condition_count
having count(*) = condition_count
