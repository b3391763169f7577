-- From where to where customers moved in the last complete month; those who stayed are left out.
with moved as (
    select
        *,
        customer_count / cast(sum(customer_count) over (partition by segment_type) as double) as share
    from marts.segment_movements
    where month = $last_month
),

numbered as (
    select
        *,
        row_number() over (
            partition by segment_type order by customer_count desc, from_value asc, to_value asc
        ) as place
    from moved
    where from_value != to_value
)

select
    month,
    segment_type,
    from_value,
    to_value,
    customer_count,
    share
from numbered
where place <= $moves
order by segment_type, place
