-- What could not have been recommended judges no recommendation.
select distinct
    moments.days_before,
    items.customer_number,
    items.product_number

from {{ ref('int_items_bought') }} as items
inner join {{ recommendation_days_rows() }}
    on items.days_ago < moments.days_before
inner join {{ ref('int_products_offered') }} as offered
    on
        moments.days_before = offered.days_before
        and items.product_number = offered.product_number
left join {{ ref('int_customers_to_products') }} as owned
    on
        moments.days_before = owned.days_before
        and items.customer_number = owned.customer_number
        and items.product_number = owned.product_number
        and owned.days_since < {{ var('recommendation_repeat_days') }}
where items.customer_number is not null and owned.customer_number is null
