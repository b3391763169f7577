{{ config(materialized='tracked') }}
-- The problem that a contact is itself begins with it, and is none that follows.
select distinct touches.touchpoint_id

from {{ ref('int_touches_unioned') }} as touches
inner join {{ ref('support_issues') }} as issues
    on
        touches.customer_id = issues.customer_id
        and issues.opened_at > touches.occurred_at
        and issues.opened_at <= touches.occurred_at + interval '72 hours'
where not issues.is_proactive
