with

periods as (

    select
        customer_id,
        period,
        began_date

    from {{ ref('int_customers_to_periods') }}

),

-- An idea is answered when its status first says more than that it came in.
answered_ideas as (

    select
        idea_id,
        {{ business_date('min(changed_at)') }} as answered_date,
        {{ business_date("min(case when status = 'launched' then changed_at end)") }} as launched_date

    from {{ ref('stg_community__idea_status') }}
    where status != 'submitted' and {{ happened_by_as_of('changed_at') }}
    group by idea_id

),

given_attention as (

    select
        customer_id,
        {{ business_date('occurred_at') }} as business_date,
        'event' as kind

    from {{ ref('touchpoints') }}
    where touch_type = 'event_attended'

    union all

    select
        customer_id,
        {{ business_date('occurred_at') }} as business_date,
        'activity' as kind

    from {{ ref('int_activities_identified') }}

    union all

    select
        submitters.customer_id,
        ideas.answered_date as business_date,
        'idea answered' as kind

    from {{ ref('int_ideas_identified') }} as submitters
    inner join answered_ideas as ideas
        on submitters.idea_id = ideas.idea_id

    union all

    select
        submitters.customer_id,
        ideas.launched_date as business_date,
        'idea launched' as kind

    from {{ ref('int_ideas_identified') }} as submitters
    inner join answered_ideas as ideas
        on submitters.idea_id = ideas.idea_id

)

select
    periods.customer_id,
    periods.period,
    {{ count_where("given_attention.kind = 'event'") }} as event_count,
    {{ count_where("given_attention.kind = 'activity'") }} as activity_count,
    {{ count_where("given_attention.kind = 'idea answered'") }} as answered_idea_count,
    {{ count_where("given_attention.kind = 'idea launched'") }} as launched_idea_count

from periods
inner join given_attention
    on
        periods.customer_id = given_attention.customer_id
        and periods.began_date <= given_attention.business_date
group by periods.customer_id, periods.period
