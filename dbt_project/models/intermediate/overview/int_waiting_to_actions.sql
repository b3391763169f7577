with

issues as (

    select
        'unresolved_issue' as rule,
        issues.customer_id,
        issues.opened_at as began_at,
        1 as hours

    from {{ ref('support_issues') }} as issues
    cross join {{ ref('as_of') }} as as_of
    where
        not issues.is_proactive
        and issues.customer_id is not null
        and (issues.resolved_at is null or issues.resolved_at > as_of.as_of_at)

),

statuses as (

    select
        idea_id,
        status,
        row_number() over (partition by idea_id order by changed_at desc) as status_number

    from {{ ref('stg_community__idea_status') }}
    where {{ happened_by_as_of('changed_at') }}

),

ideas as (

    select
        'unanswered_idea' as rule,
        submitters.customer_id,
        ideas.submitted_at as began_at,
        24 as hours

    from {{ ref('stg_community__ideas') }} as ideas
    inner join {{ ref('int_ideas_identified') }} as submitters
        on ideas.idea_id = submitters.idea_id
    left join statuses
        on
            ideas.idea_id = statuses.idea_id
            and statuses.status_number = 1
    where
        submitters.customer_id is not null
        and {{ happened_by_as_of('ideas.submitted_at') }}
        and coalesce(statuses.status, 'submitted') = 'submitted'

),

waiting as (

    select * from issues
    union all
    select * from ideas

),

due as (

    select
        waiting.customer_id,
        waiting.rule,
        waiting.began_at + waiting.hours * cast(rules.parameter_value as integer) * interval '1 hour' as triggered_at

    from waiting
    inner join {{ ref('action_rules') }} as rules
        on waiting.rule = rules.rule

)

select
    due.customer_id,
    due.rule,
    due.triggered_at

from due
cross join {{ ref('as_of') }} as as_of
where due.triggered_at < as_of.as_of_at
