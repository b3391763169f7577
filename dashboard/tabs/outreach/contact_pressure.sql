-- Customers by messages of the last 30 days: none, quarters of what is allowed (var message_cap_30d), and too many.
with quarters as (
    select
        part,
        greatest(cast(round($message_cap_30d * part / 4.0) as integer), 1) as last_count
    from (values (1), (2), (3), (4)) as parts (part)
),

ends as (
    select distinct last_count
    from quarters
),

spans as (
    select
        last_count,
        1 + coalesce(lag(last_count) over (order by last_count), 0) as first_count,
        false as is_over
    from ends
    union all
    select
        0 as last_count,
        0 as first_count,
        false as is_over
    union all
    select
        cast(null as integer) as last_count,
        $message_cap_30d + 1 as first_count,
        true as is_over
)

select
    spans.is_over,
    case
        when spans.is_over then '> ' || $message_cap_30d
        when spans.first_count = spans.last_count then cast(spans.first_count as varchar)
        else spans.first_count || '–' || spans.last_count
    end as span,
    count(customers.customer_id) as customer_count
from spans
left join
    marts.contact_preferences as customers
    on
        customers.is_over_contacted = spans.is_over
        and (
            spans.is_over
            or customers.message_count_30d between spans.first_count and spans.last_count
        )
where exists (select 1 from marts.contact_preferences)
group by spans.is_over, spans.first_count, spans.last_count
order by spans.first_count
