with

customer_months as (

    select
        customer_id,
        month,
        is_opening,
        is_closing,
        opening_amount as opening_revenue,
        closing_amount as closing_revenue

    from {{ ref('int_term_months_to_customers') }}
    where plan = 'all'

),

-- A first term shows in the month in which it began.
first_terms as (

    select
        customer_id,
        min(month) as first_month

    from customer_months
    group by customer_id

),

moved as (

    select
        customer_months.month,
        customer_months.opening_revenue,
        customer_months.closing_revenue,
        customer_months.is_opening,
        customer_months.is_closing,
        case
            when is_opening and not is_closing then 'churned'
            when is_opening and closing_revenue > opening_revenue then 'expansion'
            when is_opening and closing_revenue < opening_revenue then 'contraction'
            when is_closing and not is_opening and first_terms.first_month = customer_months.month then 'new'
            when is_closing and not is_opening then 'reactivation'
        end as movement

    from customer_months
    inner join first_terms
        on customer_months.customer_id = first_terms.customer_id

),

amounts as (

    select
        month,
        'opening' as movement,
        opening_revenue as amount

    from moved
    where is_opening

    union all

    select
        month,
        'closing' as movement,
        closing_revenue as amount

    from moved
    where is_closing

    union all

    select
        month,
        movement,
        abs(closing_revenue - opening_revenue) as amount

    from moved
    where movement is not null

),

totals as (

    select
        month,
        movement,
        count(*) as customer_count,
        sum(amount) as amount

    from amounts
    group by month, movement

),

bounds as (

    select
        min(customer_months.month) as first_month,
        max(as_of.as_of_month) as last_month

    from customer_months
    cross join {{ ref('as_of') }} as as_of
    having count(*) > 0

),

-- Every month has all seven rows, so that the bridge closes by eye.
listed as (

    select
        {{ add_months('bounds.first_month', 'cast(numbers.month_number as integer)') }} as month,
        movements.movement

    from bounds
    {{ numbers_to_rows('0', months_between('bounds.first_month', 'bounds.last_month'), 'numbers', 'month_number') }}
    cross join (
        values
        ('opening'), ('new'), ('expansion'), ('contraction'), ('churned'), ('reactivation'), ('closing')
    ) as movements (movement)

)

select
    listed.month,
    listed.movement,
    coalesce(totals.customer_count, 0) as customer_count,
    {{ money('coalesce(totals.amount, 0)') }} as monthly_recurring_revenue

from listed
left join totals
    on
        listed.month = totals.month
        and listed.movement = totals.movement
