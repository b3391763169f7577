with

solved_issues as (

    select
        periods.customer_id,
        periods.period,
        issues.resolution_minutes,
        row_number() over (
            partition by periods.customer_id, periods.period order by issues.resolution_minutes
        ) as place,
        count(*) over (partition by periods.customer_id, periods.period) as issue_count

    from {{ ref('int_customers_to_periods') }} as periods
    inner join {{ ref('support_issues') }} as issues
        on
            periods.customer_id = issues.customer_id
            and periods.began_date <= issues.opened_date
    where not issues.is_proactive and {{ happened_by_as_of('issues.resolved_at') }}

)

select
    customer_id,
    period,
    max(issue_count) as solved_issue_count,
    {{ ratio(
        'sum(case when ' ~ is_middle('place', 'issue_count') ~ ' then resolution_minutes end)',
        '60 * ' ~ count_where(is_middle('place', 'issue_count'))
    ) }} as median_solution_hours

from solved_issues
group by customer_id, period
