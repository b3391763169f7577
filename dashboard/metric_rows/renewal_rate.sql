-- Each term that fell due in the month: 1 where the next one began within the days of grace.
-- A term that a change of plan ended early never fell due.
with terms as (
    select
        *,
        lead(started_at) over (partition by subscription_id order by started_at, term_no) as next_started_at
    from marts.subscriptions
)

select
    subscription_id,
    term_no,
    customer_id,
    ends_at,
    next_started_at,
    case
        when next_started_at <= ends_at + to_days(cast($renewal_grace_days as integer)) then 1
        else 0
    end as numerator,
    1 as denominator
from terms
where
    ends_at <= $as_of
    and coalesce(next_started_at >= ends_at, true)
    and date_trunc('month', timezone($zone, timezone('UTC', ends_at))) = $month
order by subscription_id, term_no
