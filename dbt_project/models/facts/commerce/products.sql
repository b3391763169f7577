with

catalogue as (

    select *
    from {{ ref('stg_commerce__products') }}

),

sales as (

    select
        product_id,
        min(case when is_counted then business_date end) as first_sold_date,
        max(case when is_counted then business_date end) as last_sold_date,
        sum(case when is_counted then quantity - refunded_quantity else 0 end) as sold_quantity,
        sum(case when is_counted then coalesce(net_sales, 0) else 0 end) as net_sales,
        sum(case when is_counted then coalesce(margin, 0) else 0 end) as margin

    from {{ ref('order_lines') }}
    group by product_id

),

-- Shops sell and stores count what nobody has entered into the catalogue yet.
listed as (

    select product_id
    from catalogue

    union

    select product_id
    from sales

    union

    select product_id
    from {{ ref('stg_commerce__inventory_daily') }}
    where {{ dated_by_as_of('date') }}

)

select
    listed.product_id,
    catalogue.name,
    catalogue.category,
    catalogue.brand,
    catalogue.unit_list_price,
    catalogue.unit_cost,
    catalogue.currency as currency_original,
    sales.first_sold_date,
    sales.last_sold_date,
    cast(coalesce(sales.sold_quantity, 0) as decimal(18, 4)) as sold_quantity,
    {{ money('coalesce(sales.net_sales, 0)') }} as net_sales,
    {{ money('coalesce(sales.margin, 0)') }} as margin

from listed
left join catalogue
    on listed.product_id = catalogue.product_id
left join sales
    on listed.product_id = sales.product_id
