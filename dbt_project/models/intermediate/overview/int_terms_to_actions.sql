with

running as (

    select
        terms.*,
        as_of.as_of_at,
        as_of.as_of_date

    from {{ ref('int_terms_bounded') }} as terms
    cross join {{ ref('as_of') }} as as_of
    where terms.ended_at > as_of.as_of_at

),

rules as (

    select
        rule,
        case
            when rule in ('renewal_due', 'silent_subscriber') then cast(parameter_value as integer)
        end as days

    from {{ ref('action_rules') }}

),

renewals as (

    select
        running.customer_id,
        rules.rule,
        running.started_at,
        {{ starts_at(add_days(business_date('running.ends_at'), '-rules.days')) }} as due_at

    from running
    inner join rules
        on rules.rule = 'renewal_due'
    where
        running.cancelled_at is null
        and {{ days_between('running.as_of_date', business_date('running.ends_at')) }} between 0 and rules.days

),

last_touches as (

    select
        customer_id,
        max(occurred_at) as occurred_at

    from {{ ref('touchpoints') }}
    where customer_id is not null
    group by customer_id

),

first_terms as (

    select
        customer_id,
        min(started_at) as started_at

    from {{ ref('int_terms_bounded') }}
    group by customer_id

),

silences as (

    select distinct
        running.customer_id,
        rules.rule,
        running.as_of_at,
        coalesce(last_touches.occurred_at, first_terms.started_at) + rules.days * interval '24 hours' as triggered_at

    from running
    inner join rules
        on rules.rule = 'silent_subscriber'
    inner join first_terms
        on running.customer_id = first_terms.customer_id
    left join last_touches
        on running.customer_id = last_touches.customer_id

)

select
    customer_id,
    rule,
    greatest(started_at, due_at) as triggered_at
from renewals

union all

select
    customer_id,
    rule,
    triggered_at
from silences
where triggered_at < as_of_at
