with

customers as (

    select
        records.customer_id,
        {{ count_where(
            "messages.sent_at >= as_of.as_of_at - interval '30 days'"
        ) }} as message_count_30d

    from {{ ref('stg_messaging__messages') }} as messages
    inner join {{ ref('int_records_resolved') }} as records
        on messages.customer_record_id = records.record_id
    cross join {{ ref('as_of') }} as as_of
    where records.customer_id is not null and {{ happened_by_as_of('messages.sent_at') }}
    group by records.customer_id

),

preferences as (

    select
        customer_id,
        max(case when preference = 'channel' then choice end) as best_channel,
        max(case when preference = 'hour' then cast(choice as integer) end) as best_hour,
        max(case when preference = 'weekday' then cast(choice as integer) end) as best_weekday

    from {{ ref('int_messages_to_preferences') }}
    group by customer_id

),

price_shares as (

    select
        customer_id,
        {{ ratio('full_price_sales', 'listed_sales') }} as full_price_share

    from {{ ref('int_orders_to_list_price') }}

)

select
    customers.customer_id,
    preferences.best_channel,
    preferences.best_hour,
    preferences.best_weekday,
    customers.message_count_30d,
    customers.message_count_30d > {{ var('message_cap_30d') }} as is_over_contacted,
    price_shares.full_price_share,
    case
        when price_shares.full_price_share >= 0.8 then 'low'
        when price_shares.full_price_share >= 0.4 then 'medium'
        when price_shares.full_price_share is not null then 'high'
    end as price_sensitivity

from customers
left join preferences
    on customers.customer_id = preferences.customer_id
left join price_shares
    on customers.customer_id = price_shares.customer_id
