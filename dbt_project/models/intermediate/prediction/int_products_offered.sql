with

as_of as (

    select as_of_date
    from {{ ref('as_of') }}

),

readings as (

    select
        moments.days_before,
        stock.product_id,
        {{ max_by('stock.on_hand_quantity', 'stock.date') }} as on_hand_quantity

    from {{ ref('stg_commerce__inventory_daily') }} as stock
    cross join as_of
    cross join {{ recommendation_days_rows() }}
    where
        {{ dated_by_as_of('stock.date') }}
        and {{ days_between('stock.date', 'as_of.as_of_date') }} >= moments.days_before
    group by moments.days_before, stock.product_id

),

-- What nobody has ordered for half a year is not sold any more.
sold as (

    select
        moments.days_before,
        lines.product_id

    from (
        select distinct
            product_id,
            business_date
        from {{ ref('order_lines') }}
        where is_counted and product_id is not null
    ) as lines
    cross join as_of
    inner join {{ recommendation_days_rows() }}
        on
            {{ days_between('lines.business_date', 'as_of.as_of_date') }} >= moments.days_before
            and {{ days_between('lines.business_date', 'as_of.as_of_date') }} < moments.days_before + 180
    group by moments.days_before, lines.product_id

),

buyers as (

    select
        moments.days_before,
        items.product_number,
        count(distinct items.customer_number) as customer_count

    from {{ ref('int_items_bought') }} as items
    inner join {{ recommendation_days_rows() }}
        on
            items.days_ago >= moments.days_before
            and items.days_ago < moments.days_before + 90
    where items.customer_number is not null
    group by moments.days_before, items.product_number

)

select
    sold.days_before,
    products.product_number,
    cast(
        row_number() over (
            partition by sold.days_before order by buyers.customer_count desc nulls last, products.product_number asc
        ) as integer
    ) as place,
    buyers.customer_count

from sold
inner join {{ ref('int_products_numbered') }} as products
    on sold.product_id = products.product_id
left join readings
    on
        sold.days_before = readings.days_before
        and sold.product_id = readings.product_id
left join buyers
    on
        sold.days_before = buyers.days_before
        and products.product_number = buyers.product_number
where coalesce(readings.on_hand_quantity > 0, true)
