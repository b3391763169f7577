with

items as (

    select
        *,
        -- A problem or an idea that waits is done when it is answered, not when somebody writes.
        rule not in ('unresolved_issue', 'unanswered_idea') as is_done_by_contact,
        rule in ('first_repeat_nudge', 'birthday_soon', 'tier_about_to_drop') as may_be_commercial

    from {{ ref('int_actions_triggered') }}

),

first_contacts as (

    select
        items.customer_id,
        items.rule,
        min(contacts.contacted_at) as contacted_at

    from items
    inner join {{ ref('int_contacts_dated') }} as contacts
        on
            items.customer_id = contacts.customer_id
            and items.acted_from_at <= contacts.contacted_at
    where items.is_done_by_contact and (items.may_be_commercial or not contacts.is_commercial)
    group by items.customer_id, items.rule

),

decisions as (

    select
        *,
        case when state = 'done' then decided_at end as done_at,
        -- Put aside until the item is triggered anew, or until a date.
        state = 'dismissed'
        or (
            state = 'snoozed'
            and coalesce(until > (select as_of_date from {{ ref('as_of') }}), true)
        ) as is_put_aside

    from {{ ref('int_decisions_resolved') }}

),

decided as (

    select
        items.*,
        decisions.state,
        decisions.decided_by,
        coalesce(decisions.is_put_aside, false) as is_put_aside,
        -- What the data show or what people say, whichever came first.
        coalesce(
            least(first_contacts.contacted_at, decisions.done_at), first_contacts.contacted_at, decisions.done_at
        ) as done_at

    from items
    left join first_contacts
        on
            items.customer_id = first_contacts.customer_id
            and items.rule = first_contacts.rule
    left join decisions
        on
            items.customer_id = decisions.customer_id
            and items.rule = decisions.rule

),

ranked as (

    select
        *,
        done_at is null and not is_put_aside as is_open,
        row_number() over (
            partition by customer_id, done_at is null and not is_put_aside
            order by priority
        ) as place

    from decided

)

select
    ranked.customer_id,
    ranked.rule,
    ranked.priority,
    ranked.department,
    ranked.reason,
    ranked.reason_ja,
    ranked.suggested_action,
    ranked.suggested_action_ja,
    -- Who may leave is helped by what answers the main reason; without one, by what the rule says.
    coalesce(risks.suggested_action, ranked.suggested_action) as next_step,
    coalesce(risks.suggested_action_ja, ranked.suggested_action_ja) as next_step_ja,
    ltv.clv_expected as value_at_stake,
    ranked.triggered_at,
    ranked.due_date,
    ranked.is_open and ranked.place = 1 as is_main,
    ranked.state,
    ranked.decided_by,
    ranked.done_at,
    ranked.done_at is not null as is_done,
    customers.can_market

from ranked
inner join {{ ref('customers') }} as customers
    on ranked.customer_id = customers.customer_id
left join {{ ref('customer_ltv') }} as ltv
    on ranked.customer_id = ltv.customer_id
left join {{ ref('churn_risk') }} as risks
    on
        ranked.customer_id = risks.customer_id
        and ranked.rule = 'churn_risk'
