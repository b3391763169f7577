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

cells as (

    select
        customer_id,
        cell_customer_id

    from {{ ref('int_customers_to_segment_cells') }}

),

-- Counted by cell first: few rows are then split by segment.
cell_months as (

    select
        cells.cell_customer_id as customer_id,
        states.month,
        states.plan,
        {{ count_where('states.is_opening') }} as opening_customer_count,
        {{ count_where('states.has_churned') }} as churned_customer_count,
        {{ count_where('not states.is_opening') }} as joined_customer_count,
        {{ count_where('not states.is_opening and not states.is_closing') }} as joined_and_left_customer_count,
        {{ count_where('states.is_closing') }} as closing_customer_count,
        {{ count_where('states.has_churned and states.is_voluntary') }} as voluntary_churned_customer_count,
        {{ count_where('states.has_churned and states.is_silent') }} as silent_churned_customer_count

    from states
    left join cells
        on states.customer_id = cells.customer_id
    group by cells.cell_customer_id, states.month, states.plan

),

segmented as (

    {{ by_segment('cell_months') }}

),

counted as (

    select
        month,
        plan,
        segment_type,
        segment_value,
        {{ whole_sum('opening_customer_count') }} as opening_customer_count,
        {{ whole_sum('churned_customer_count') }} as churned_customer_count,
        {{ whole_sum('joined_customer_count') }} as joined_customer_count,
        {{ whole_sum('joined_and_left_customer_count') }} as joined_and_left_customer_count,
        {{ whole_sum('closing_customer_count') }} as closing_customer_count,
        {{ whole_sum('voluntary_churned_customer_count') }} as voluntary_churned_customer_count,
        {{ whole_sum('silent_churned_customer_count') }} as silent_churned_customer_count

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
