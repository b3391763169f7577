{%- set billion = '1000000000' -%}
with

owned as (

    select
        owned.days_before,
        owned.customer_number,
        owned.product_number,
        customers.recent_product_count,
        row_number() over (
            partition by owned.days_before, owned.customer_number
            order by owned.days_since asc, owned.product_number asc
        ) as place

    from {{ ref('int_customers_to_products') }} as owned
    inner join {{ ref('int_customers_to_recommend') }} as customers
        on
            owned.days_before = customers.days_before
            and owned.customer_number = customers.customer_number
    where owned.days_since < {{ var('affinity_days') }}

),

-- Of each list no more than the places to fill and what is passed over for being bought lately: whatever comes later is
-- behind these. The greatest of score and reason in one number, the reason with the least number among equals.
best as (

    select
        owned.days_before,
        owned.customer_number,
        associated.right_number as product_number,
        max(associated.score_billionths * {{ billion }} + {{ billion }} - 1 - associated.left_number) as best

    from owned
    inner join {{ ref('int_products_associated') }} as associated
        on
            owned.days_before = associated.days_before
            and owned.product_number = associated.left_number
            and associated.place <= {{ var('recommendation_count') }} + owned.recent_product_count
    where owned.place <= {{ var('affinity_max_products') }}
    group by owned.days_before, owned.customer_number, associated.right_number

),

split as (

    select
        best.days_before,
        best.customer_number,
        best.product_number,
        cast({{ ratio('best.best - mod(best.best, ' ~ billion ~ ')', billion) }} as bigint) as score_billionths,
        cast({{ billion }} - 1 - mod(best.best, {{ billion }}) as integer) as because_of_number

    from best
    left join {{ ref('int_customers_to_products') }} as recent
        on
            best.days_before = recent.days_before
            and best.customer_number = recent.customer_number
            and best.product_number = recent.product_number
            and recent.days_since < {{ var('recommendation_repeat_days') }}
    where recent.customer_number is null

),

ranked as (

    select
        *,
        row_number() over (
            partition by days_before, customer_number order by score_billionths desc, product_number asc
        ) as place

    from split

)

select
    days_before,
    customer_number,
    cast(place as integer) as place,
    product_number,
    score_billionths,
    because_of_number

from ranked
where place <= {{ var('recommendation_count') }}
