with

decisions as (

    select
        decisions.decision_id,
        records.customer_id,
        decisions.rule,
        decisions.state,
        decisions.decided_at,
        decisions.decided_by,
        decisions.until

    from {{ ref('stg_crm__action_decisions') }} as decisions
    inner join {{ ref('id_records_resolved') }} as records
        on decisions.customer_id = records.record_id
    where records.customer_id is not null and {{ happened_by_as_of('decisions.decided_at') }}

),

-- A decision holds until the item is triggered anew.
numbered as (

    select
        decisions.*,
        row_number() over (
            partition by decisions.customer_id, decisions.rule
            order by decisions.decided_at desc, decisions.decision_id desc
        ) as decision_number

    from decisions
    inner join {{ ref('int_actions_triggered') }} as items
        on
            decisions.customer_id = items.customer_id
            and decisions.rule = items.rule
            and decisions.decided_at >= items.acted_from_at

)

select
    customer_id,
    rule,
    state,
    decided_at,
    decided_by,
    until

from numbered
where decision_number = 1
