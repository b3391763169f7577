with

customer_months as (

    select
        *,
        is_opening and not is_closing as has_churned

    from {{ ref('int_term_months_to_customers') }}

),

tickets as (

    select
        identified.customer_id,
        tickets.created_at

    from {{ ref('stg_support__tickets') }} as tickets
    inner join {{ ref('int_tickets_identified') }} as identified
        on tickets.ticket_id = identified.ticket_id
    where
        identified.customer_id is not null
        and tickets.direction = 'inbound'
        and not tickets.is_spam
        and {{ happened_by_as_of('tickets.created_at') }}

),

-- Who asked for help before leaving had told us; all others left without a word.
heard as (

    select distinct
        customer_months.customer_id,
        customer_months.plan,
        customer_months.month

    from customer_months
    inner join tickets
        on
            customer_months.customer_id = tickets.customer_id
            and tickets.created_at >= customer_months.last_ended_at - interval '{{ var("silent_days") }} days'
            and tickets.created_at <= customer_months.last_ended_at
    where customer_months.has_churned

),

states as (

    select
        customer_months.*,
        heard.customer_id is null as is_silent

    from customer_months
    left join heard
        on
            customer_months.customer_id = heard.customer_id
            and customer_months.plan = heard.plan
            and customer_months.month = heard.month

),

segmented as (

    {{ by_segment('states') }}

),

counted as (

    select
        month,
        plan,
        segment_type,
        segment_value,
        {{ count_where('is_opening') }} as opening_customer_count,
        {{ count_where('has_churned') }} as churned_customer_count,
        {{ count_where('not is_opening') }} as joined_customer_count,
        {{ count_where('not is_opening and not is_closing') }} as joined_and_left_customer_count,
        {{ count_where('is_closing') }} as closing_customer_count,
        {{ count_where('has_churned and is_voluntary') }} as voluntary_churned_customer_count,
        {{ count_where('has_churned and is_silent') }} as silent_churned_customer_count

    from segmented
    group by month, plan, segment_type, segment_value

),

completed as (

    select
        counted.*,
        {{ is_month_complete('counted.month') }} as is_complete

    from counted
    cross join {{ ref('as_of') }} as as_of

)

select
    month,
    plan,
    segment_type,
    segment_value,
    opening_customer_count,
    churned_customer_count,
    joined_customer_count,
    joined_and_left_customer_count,
    closing_customer_count,
    case when is_complete then {{ ratio('churned_customer_count', 'opening_customer_count') }} end as churn_rate,
    case
        when is_complete
            then {{ ratio('opening_customer_count - churned_customer_count', 'opening_customer_count') }}
    end as retention_rate,
    voluntary_churned_customer_count,
    silent_churned_customer_count,
    is_complete

from completed
