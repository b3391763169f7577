with

terms as (

    select
        customer_id,
        started_at,
        ended_at

    from {{ ref('int_terms_bounded') }}

),

preceded as (

    select
        *,
        max(ended_at) over (
            partition by customer_id order by started_at, ended_at
            rows between unbounded preceding and 1 preceding
        ) as running_until

    from terms

),

-- Between two subscriptions, or two terms of one, a month may pass without the customer having left.
numbered as (

    select
        customer_id,
        started_at,
        ended_at,
        sum(
            case
                when started_at - interval '{{ var("subscription_gap_days") }} days' <= running_until then 0
                else 1
            end
        ) over (
            partition by customer_id order by started_at, ended_at
            rows between unbounded preceding and current row
        ) as spell_number

    from preceded

),

spells as (

    select
        customer_id,
        spell_number,
        min(started_at) as started_at,
        max(ended_at) as ended_at

    from numbered
    group by customer_id, spell_number

),

-- Up to its end, or up to as_of while a term runs.
bounded_spells as (

    select
        spells.*,
        spells.ended_at > as_of.as_of_at as is_running,
        least(spells.ended_at, as_of.as_of_at) as seen_until,
        {{ months_between('spells.started_at', 'least(spells.ended_at, as_of.as_of_at)') }} as calendar_month_count

    from spells
    cross join {{ ref('as_of') }} as as_of

),

measured as (

    select
        *,
        -- The same day of a later month, kept inside the month, as payments fall due.
        cast({{ add_months('cast(started_at as date)', 'calendar_month_count') }} as timestamp)
        + (started_at - cast(cast(started_at as date) as timestamp)) as last_month_begins_at

    from bounded_spells

)

select
    customer_id,
    cast(spell_number as integer) as spell_number,
    started_at,
    ended_at,
    is_running,
    case
        when last_month_begins_at <= seen_until then calendar_month_count
        else calendar_month_count - 1
    end as whole_month_count,
    case
        when last_month_begins_at < seen_until then calendar_month_count + 1
        else calendar_month_count
    end as begun_month_count

from measured
