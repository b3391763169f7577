with

terms as (

    select
        *,
        -- In an early change of plan the new term begins before the old one ends: it takes the old one's place.
        lead(started_at) over (partition by subscription_id order by started_at, term_no) as next_started_at,
        lead(currency_original) over (partition by subscription_id order by started_at, term_no) as next_currency,
        lead(monthly_amount_original) over (
            partition by subscription_id order by started_at, term_no
        ) as next_amount_original,
        lead(monthly_amount) over (partition by subscription_id order by started_at, term_no) as next_amount

    from {{ ref('int_terms_valued') }}

),

due_terms as (

    select
        *,
        {{ month_of(business_date('ends_at')) }} as month,
        coalesce(
            next_started_at <= ends_at + interval '{{ 24 * var("renewal_grace_days") }} hours', false
        ) as is_renewed,
        -- A change of price is told in the money of the contract; exchange rates tell it only where that changed too.
        case
            when currency_original = next_currency then next_amount_original - monthly_amount_original
            else next_amount - monthly_amount
        end as amount_change

    from terms
    where
        {{ happened_by_as_of('ends_at') }}
        and coalesce(next_started_at >= ends_at, true)

),

by_plan as (

    select
        *,
        plan as plan_due

    from due_terms

    union all

    select
        *,
        'all' as plan_due

    from due_terms

),

counted as (

    select
        month,
        plan_due as plan,
        count(*) as due_term_count,
        {{ count_where('is_renewed') }} as renewed_term_count,
        {{ count_where('is_renewed and amount_change > 0') }} as renewed_higher_count,
        {{ count_where('is_renewed and amount_change < 0') }} as renewed_lower_count,
        {{ money('coalesce(sum(monthly_amount), 0)') }} as due_monthly_recurring_revenue,
        {{ money('coalesce(sum(case when is_renewed then next_amount end), 0)') }} as renewed_monthly_recurring_revenue

    from by_plan
    group by month, plan_due

),

completed as (

    select
        counted.*,
        {{ add_days(add_months('counted.month', 1), var('renewal_grace_days')) }}
        <= {{ add_days('as_of.last_complete_date', 1) }} as is_complete

    from counted
    cross join {{ ref('as_of') }} as as_of

)

select
    month,
    plan,
    due_term_count,
    renewed_term_count,
    renewed_higher_count,
    renewed_lower_count,
    case when is_complete then {{ ratio('renewed_term_count', 'due_term_count') }} end as renewal_rate,
    due_monthly_recurring_revenue,
    renewed_monthly_recurring_revenue,
    case
        when is_complete
            then {{ ratio('renewed_monthly_recurring_revenue', 'due_monthly_recurring_revenue') }}
    end as revenue_renewal_rate,
    is_complete

from completed
