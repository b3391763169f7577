with

as_of as (

    select as_of_date
    from {{ ref('as_of') }}

),

first_two_orders as (

    select
        orders.customer_id,
        max(case when orders.order_number = 2 then 1 else 0 end) = 1 as has_happened,
        max(case when orders.order_number = 1 then orders.business_date end) as first_order_date,
        coalesce(
            max(case when orders.order_number = 2 then orders.business_date end), max(as_of.as_of_date)
        ) as seen_until

    from {{ ref('orders') }} as orders
    cross join as_of
    where orders.order_number <= 2 and orders.customer_id is not null
    group by orders.customer_id

),

waits as (

    select
        *,
        {{ months_between('first_order_date', 'seen_until') }} as calendar_month_count

    from first_two_orders

)

select
    customer_id,
    'left' as event,
    not is_running as has_happened,
    whole_month_count as month_number

from {{ ref('int_terms_to_spells') }}
where spell_number = 1

union all

-- The day of the first order is kept inside the month.
select
    customer_id,
    'second_order' as event,
    has_happened,
    case
        when {{ add_months('first_order_date', 'calendar_month_count') }} <= seen_until then calendar_month_count
        else calendar_month_count - 1
    end as month_number

from waits
