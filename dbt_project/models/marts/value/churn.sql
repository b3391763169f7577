with

customer_months as (

    select
        customer_id,
        plan,
        month,
        is_opening,
        is_closing

    from {{ ref('int_term_months_to_customers') }}

),

leavers as (

    select
        customer_id,
        plan,
        month,
        is_voluntary,
        is_silent

    from {{ ref('int_customers_churned') }}

),

states as (

    select
        customer_months.*,
        leavers.customer_id is not null as has_churned,
        leavers.is_voluntary,
        leavers.is_silent

    from customer_months
    left join leavers
        on
            customer_months.customer_id = leavers.customer_id
            and customer_months.plan = leavers.plan
            and customer_months.month = leavers.month

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
        {{ count_where('states.is_voluntary') }} as voluntary_churned_customer_count,
        {{ count_where('states.is_silent') }} as silent_churned_customer_count

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
