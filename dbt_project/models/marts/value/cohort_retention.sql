with

customer_months as (

    select
        basis,
        customer_id,
        month,
        net_sales,
        margin

    from {{ ref('int_customers_to_retention_months') }}

),

cohort_members as (

    select
        basis,
        customer_id,
        min(month) as cohort_month

    from customer_months
    group by basis, customer_id

),

cells as (

    select
        customer_id,
        cell_customer_id

    from {{ ref('int_customers_to_segment_cells') }}

),

-- Counted by cell first: few rows are then split by segment.
cell_activity as (

    select
        cells.cell_customer_id as customer_id,
        members.basis,
        members.cohort_month,
        customer_months.month,
        count(*) as retained_customer_count,
        sum(customer_months.net_sales) as net_sales,
        sum(customer_months.margin) as margin

    from customer_months
    inner join cohort_members as members
        on
            customer_months.customer_id = members.customer_id
            and customer_months.basis = members.basis
    left join cells
        on customer_months.customer_id = cells.customer_id
    group by cells.cell_customer_id, members.basis, members.cohort_month, customer_months.month

),

segmented_activity as (

    {{ by_segment('cell_activity') }}

),

activity as (

    select
        basis,
        cohort_month,
        segment_type,
        segment_value,
        month,
        {{ whole_sum('retained_customer_count') }} as retained_customer_count,
        sum(net_sales) as net_sales,
        sum(margin) as margin

    from segmented_activity
    group by basis, cohort_month, segment_type, segment_value, month

),

-- In its first month a cohort is whole.
cohorts as (

    select
        basis,
        cohort_month,
        segment_type,
        segment_value,
        retained_customer_count as cohort_customer_count

    from activity
    where month = cohort_month

),

-- Every month up to as_of's has a row, also those in which nobody came back.
cohort_months as (

    select
        cohorts.*,
        cast(numbers.month_number as integer) as month_number,
        {{ add_months('cohorts.cohort_month', 'cast(numbers.month_number as integer)') }} as month

    from cohorts
    cross join {{ ref('as_of') }} as as_of
    {{ numbers_to_rows('0', months_between('cohorts.cohort_month', 'as_of.as_of_month'), 'numbers', 'month_number') }}

),

joined as (

    select
        cohort_months.*,
        coalesce(activity.retained_customer_count, 0) as retained_customer_count,
        coalesce(activity.net_sales, 0) as net_sales,
        coalesce(activity.margin, 0) as margin,
        {{ is_month_complete('cohort_months.month') }} as is_complete

    from cohort_months
    cross join {{ ref('as_of') }} as as_of
    left join activity
        on
            cohort_months.basis = activity.basis
            and cohort_months.cohort_month = activity.cohort_month
            and cohort_months.segment_type = activity.segment_type
            and cohort_months.segment_value = activity.segment_value
            and cohort_months.month = activity.month

),

cumulated as (

    select
        *,
        sum(margin) over (
            partition by basis, cohort_month, segment_type, segment_value order by month_number
            rows between unbounded preceding and current row
        ) as cumulative_margin

    from joined

)

select
    basis,
    cohort_month,
    month_number,
    segment_type,
    segment_value,
    cohort_customer_count,
    retained_customer_count,
    case
        when is_complete then {{ ratio('retained_customer_count', 'cohort_customer_count') }}
    end as retention_rate,
    case when basis != 'activity' then {{ money('net_sales') }} end as net_sales,
    case when basis != 'activity' then {{ money('margin') }} end as margin,
    case
        when basis != 'activity' then {{ ratio('cumulative_margin', 'cohort_customer_count') }}
    end as cumulative_margin_per_customer,
    is_complete

from cumulated
