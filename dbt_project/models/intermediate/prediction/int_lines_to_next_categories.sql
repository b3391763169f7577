with

-- Lines of a day weigh alike, and are many.
bought as (

    select
        lines.customer_id,
        lines.category,
        {{ days_between('lines.business_date', 'as_of.as_of_date') }} as days_ago,
        count(*) as line_count

    from {{ ref('order_lines') }} as lines
    cross join {{ ref('as_of') }} as as_of
    where
        lines.is_counted
        and lines.customer_id is not null
        and lines.category is not null
        and lines.quantity - lines.refunded_quantity > 0
    group by
        lines.customer_id,
        lines.category,
        {{ days_between('lines.business_date', 'as_of.as_of_date') }}

),

-- Weights are summed as decimals, so that the order of the lines changes nothing.
weighed as (

    select
        customer_id,
        category,
        sum(line_count * cast(power(0.5, {{ ratio('days_ago', '90') }}) as decimal(20, 18))) as weight

    from bought
    group by customer_id, category

),

ranked as (

    select
        customer_id,
        category,
        row_number() over (
            partition by customer_id order by cast(weight as decimal(38, 9)) desc, category asc
        ) as place

    from weighed

)

select
    customer_id,
    category

from ranked
where place = 1
