with

moments as (

    select opened_at as moment
    from {{ ref('int_tickets_to_issues') }}

    union

    select first_responded_at as moment
    from {{ ref('int_tickets_to_issues') }}
    where first_responded_at is not null

    union

    select resolved_at as moment
    from {{ ref('int_tickets_to_issues') }}
    where resolved_at is not null

    union

    select as_of_at as moment
    from {{ ref('as_of') }}

),

dated as (

    select
        moment,
        {{ business_date('moment') }} as business_date

    from moments

),

-- Without hours in the seed nothing can be said, rather than 0.
known as (

    select count(*) > 0 as is_known
    from {{ ref('business_hours') }}

)

select
    dated.moment,
    case
        when min(case when known.is_known then 1 else 0 end) = 1
            then cast(
                max(hours.micros_before) + sum(
                    case
                        when dated.moment > hours.opens_at
                            then
                                {{ epoch_micros('least(dated.moment, hours.closes_at)') }}
                                - {{ epoch_micros('hours.opens_at') }}
                        else 0
                    end
                ) as bigint
            )
    end as business_micros

from dated
cross join known
inner join {{ ref('int_business_hours_dated') }} as hours
    on dated.business_date = hours.business_date
group by dated.moment
