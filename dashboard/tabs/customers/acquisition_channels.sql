-- Customers by the channel that won them; channels beyond the $channels largest together, unknown last.
with counted as (
    select
        acquisition_channel,
        count(*) as customer_count,
        row_number() over (
            order by
                case when acquisition_channel is null then 1 else 0 end asc,
                count(*) desc,
                acquisition_channel asc
        ) as place,
        count(*) over () as channel_count
    from marts.customers
    group by acquisition_channel
),

named as (
    select
        customer_count,
        case
            when channel_count <= $channels + 1 or place <= $channels then acquisition_channel
            else 'other'
        end as acquisition_channel,
        case when channel_count <= $channels + 1 or place <= $channels then place else $channels + 1 end as place
    from counted
)

select
    acquisition_channel,
    sum(customer_count) as customer_count,
    sum(customer_count) / cast(sum(sum(customer_count)) over () as double) as share
from named
group by acquisition_channel, place
order by place
