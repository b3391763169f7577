with

periods as (

    select
        periods.*,
        as_of.as_of_date,
        {{ months_between('periods.began_date', 'as_of.as_of_date') }} as calendar_months

    from {{ ref('int_customers_to_periods') }} as periods
    cross join {{ ref('as_of') }} as as_of

)

select
    periods.customer_id,
    periods.period,
    periods.plan,
    periods.began_at,
    periods.ends_at,
    -- A month is whole when its day has come again; the 31st comes on the last day of a shorter month.
    cast(
        periods.calendar_months - case
            when {{ add_months('periods.began_date', 'periods.calendar_months') }} > periods.as_of_date then 1
            else 0
        end as bigint
    ) as month_count,
    periods.monthly_amount,
    use.active_day_count,
    use.session_count,
    use.feature_count,
    use.article_view_count,
    savings.order_count,
    savings.net_sales,
    savings.discount_amount,
    savings.points_earned,
    savings.points_redeemed,
    coalesce(solutions.solved_issue_count, 0) as solved_issue_count,
    solutions.median_solution_hours,
    coalesce(answers.event_count, 0) as event_count,
    coalesce(answers.activity_count, 0) as activity_count,
    coalesce(answers.answered_idea_count, 0) as answered_idea_count,
    coalesce(answers.launched_idea_count, 0) as launched_idea_count

from periods
inner join {{ ref('int_periods_to_use') }} as use
    on
        periods.customer_id = use.customer_id
        and periods.period = use.period
inner join {{ ref('int_periods_to_savings') }} as savings
    on
        periods.customer_id = savings.customer_id
        and periods.period = savings.period
left join {{ ref('int_periods_to_solutions') }} as solutions
    on
        periods.customer_id = solutions.customer_id
        and periods.period = solutions.period
left join {{ ref('int_periods_to_answers') }} as answers
    on
        periods.customer_id = answers.customer_id
        and periods.period = answers.period
