with

-- The method that is published, on today's lists.
published as (

    select
        filled.customer_number,
        filled.place,
        filled.product_number,
        filled.score,
        filled.because_of_number

    from {{ ref('int_recommendations_filled') }} as filled
    inner join {{ ref('recommendation_fit') }} as fit
        on filled.method = fit.method
    where filled.days_before = 0 and fit.is_published

),

products as (

    select
        product_id,
        product_number

    from {{ ref('int_products_numbered') }}

)

select
    customers.customer_id,
    published.place as rank,
    products.product_id,
    published.score,
    case when published.because_of_number is not null then 'bought_together' else 'popular' end as reason,
    reasons.product_id as because_of_product_id

from published
inner join {{ ref('id_customers_numbered') }} as customers
    on published.customer_number = customers.customer_number
inner join products
    on published.product_number = products.product_number
left join products as reasons
    on published.because_of_number = reasons.product_number
