with

-- All but today: what is recommended today nobody has had the time to buy.
customers as (

    select
        days_before,
        customer_number,
        later_product_count

    from {{ ref('int_customers_to_recommend') }}
    where days_before > 0

),

hits as (

    select
        recommended.method,
        recommended.customer_number,
        recommended.place,
        row_number() over (
            partition by recommended.method, recommended.customer_number order by recommended.place
        ) as hit_number

    from {{ ref('int_recommendations_filled') }} as recommended
    inner join {{ ref('int_products_to_later_buyers') }} as later
        on
            recommended.days_before = later.days_before
            and recommended.customer_number = later.customer_number
            and recommended.product_number = later.product_number

),

precisions as (

    select
        method,
        customer_number,
        sum(cast({{ ratio('hit_number', 'place') }} as decimal(18, 12))) as precision_sum

    from hits
    group by method, customer_number

)

select
    methods.method,
    customers.customer_number,
    precisions.customer_number is not null as is_hit,
    cast(coalesce({{ ratio(
        'precisions.precision_sum', 'least(customers.later_product_count, ' ~ var('recommendation_count') ~ ')'
    ) }}, 0) as decimal(18, 12)) as average_precision

from customers
cross join (
    values ('affinity'), ('popularity')
) as methods (method)
left join precisions
    on
        methods.method = precisions.method
        and customers.customer_number = precisions.customer_number
