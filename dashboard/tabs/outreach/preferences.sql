-- Customers by the channel, weekday and hour to which they answer best.
with choices as (
    select
        'best_channel' as preference,
        best_channel as choice,
        0 as place
    from marts.contact_preferences
    union all
    select
        'best_weekday' as preference,
        'day_' || best_weekday as choice,
        best_weekday as place
    from marts.contact_preferences
    union all
    select
        'best_hour' as preference,
        cast(best_hour as varchar) as choice,
        best_hour as place
    from marts.contact_preferences
)

select
    preference,
    choice,
    count(*) as customer_count
from choices
where choice is not null
group by preference, choice, place
order by
    case preference when 'best_channel' then 1 when 'best_weekday' then 2 else 3 end asc,
    place asc,
    customer_count desc,
    choice asc
