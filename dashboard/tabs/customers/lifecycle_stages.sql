-- Customers by the stage in which they stand.
select
    lifecycle_stage,
    count(*) as customer_count,
    count(*) / cast(sum(count(*)) over () as double) as share
from marts.customers
group by lifecycle_stage
order by
    case lifecycle_stage
        when 'prospect' then 1
        when 'new' then 2
        when 'active' then 3
        when 'lapsing' then 4
        when 'lapsed' then 5
        else 6
    end,
    lifecycle_stage
