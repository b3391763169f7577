with

answers as (

    select
        {{ month_of(business_date('responded_at')) }} as month,
        is_in_time

    from {{ ref('detractor_follow_ups') }}
    where is_in_time is not null

)

-- The last detractor of a month has the hours of the contact later than the first: until then more may be told.
select
    'detractor_contact_rate' as metric,
    answers.month,
    'all' as segment_type,
    'all' as segment_value,
    cast({{ count_where('answers.is_in_time') }} as {{ type_double() }}) as numerator,
    cast(count(*) as {{ type_double() }}) as denominator,
    {{ starts_at(add_months('answers.month', 1)) }} + interval '{{ var("detractor_contact_hours") }} hours'
    - interval '1 microsecond' <= min(as_of.as_of_at) as is_settled

from answers
cross join {{ ref('as_of') }} as as_of
group by answers.month
