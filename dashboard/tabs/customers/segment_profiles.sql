-- What is most over-represented in each group, of what chance would hardly bring about?
with

ranked as (

    select
        profile,
        "group",
        attribute,
        value,
        customer_count,
        share,
        rest_share,
        lift,
        p_value,
        row_number() over (
            partition by profile, "group" order by lift desc, attribute asc, value asc
        ) as place
    from marts.segment_profiles
    where p_value < $significance and lift > 1

)

select *
from ranked
where place <= $values
order by profile asc, "group" asc, place asc
