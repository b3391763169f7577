{%- set horizon, holdout = var('churn_horizon_days'), var('churn_holdout_months') -%}
{%- set training = var('churn_training_months') -%}
{#- So far back reaches the first month of training, whatever the calendar. -#}
{%- set last_month = [12, 2 * (horizon // 28 + 2) + holdout + training] | max -%}
with

-- The ends of the months before as_of's, and as_of itself.
dates as (

    select
        as_of.as_of_at,
        as_of.last_complete_date,
        numbers.months_back,
        case
            when numbers.months_back = 0 then as_of.as_of_date
            else {{ add_days(add_months('as_of.as_of_month', '1 - cast(numbers.months_back as integer)'), -1) }}
        end as snapshot_date

    from {{ ref('as_of') }} as as_of
    {{ numbers_to_rows('0', last_month, 'numbers', 'months_back') }}

),

-- What happened within the horizon is known of these: the latest judge a fit,
matured as (

    select
        snapshot_date,
        row_number() over (order by snapshot_date desc) as number_back

    from dates
    where months_back > 0 and {{ add_days('snapshot_date', horizon) }} <= last_complete_date

),

-- and it learns from those whose horizon had ended by the first of them: nothing that it is judged on.
learned as (

    select
        dates.snapshot_date,
        row_number() over (order by dates.snapshot_date desc) as number_back

    from dates
    cross join (
        select min(snapshot_date) as first_date
        from matured
        where number_back <= {{ holdout }}
    ) as holdouts
    where {{ add_days('dates.snapshot_date', horizon) }} <= holdouts.first_date

),

roles as (

    select
        dates.*,
        case
            when dates.months_back = 0 then 'current'
            when matured.number_back <= {{ holdout }} then 'holdout'
            when learned.number_back <= {{ training }} then 'training'
        end as churn_role

    from dates
    left join matured
        on dates.snapshot_date = matured.snapshot_date
    left join learned
        on dates.snapshot_date = learned.snapshot_date

)

select
    snapshot_date,
    churn_role,
    months_back = 0 as is_current,
    months_back <= 12 as is_health,
    case
        when months_back = 0 then as_of_at
        else {{ starts_at(add_days('snapshot_date', 1)) }} - interval '1 microsecond'
    end as moment_at,
    lag(snapshot_date) over (order by snapshot_date) as previous_date

from roles
where months_back <= 12 or churn_role is not null
