with

customers as (

    select
        customer_number,
        {{ count_where('is_recent') }} as message_count_30d

    from {{ ref('int_messages_placed') }}
    where customer_number is not null
    group by customer_number

),

preferences as (

    select
        customer_number,
        max(case when preference = 'channel' then choice end) as best_channel,
        max(case when preference = 'hour' then cast(choice as integer) end) as best_hour,
        max(case when preference = 'weekday' then cast(choice as integer) end) as best_weekday

    from {{ ref('int_preferences_estimated') }}
    group by customer_number

),

price_shares as (

    select
        customer_id,
        full_price_sales,
        listed_sales,
        {{ ratio('full_price_sales', 'listed_sales') }} as full_price_share

    from {{ ref('int_orders_to_list_price') }}

)

select
    names.customer_id,
    preferences.best_channel,
    preferences.best_hour,
    preferences.best_weekday,
    customers.message_count_30d,
    customers.message_count_30d > {{ var('message_cap_30d') }} as is_over_contacted,
    {{ money('price_shares.full_price_sales') }} as full_price_sales,
    {{ money('price_shares.listed_sales') }} as listed_sales,
    price_shares.full_price_share,
    case
        when price_shares.full_price_share >= 0.8 then 'low'
        when price_shares.full_price_share >= 0.4 then 'medium'
        when price_shares.full_price_share is not null then 'high'
    end as price_sensitivity

from customers
inner join {{ ref('id_customers_numbered') }} as names
    on customers.customer_number = names.customer_number
left join preferences
    on customers.customer_number = preferences.customer_number
left join price_shares
    on names.customer_id = price_shares.customer_id
