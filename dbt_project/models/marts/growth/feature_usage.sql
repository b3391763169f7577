with

uses as (

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        coalesce(feature, 'unknown') as feature,
        sum(event_count) as event_count

    from {{ ref('int_features_used') }}
    where customer_id is not null
    group by customer_id, {{ month_of('business_date') }}, coalesce(feature, 'unknown')

),

-- The first month of all, whether they were active in it or not.
numbered_uses as (

    select
        *,
        min(month) over (partition by customer_id, feature) as first_month

    from uses

),

active_months as (

    select
        customer_id,
        month

    from {{ ref('int_customers_to_active_months') }}

),

cells as (

    select
        customer_id,
        cell_customer_id

    from {{ ref('int_customers_to_segment_cells') }}

),

-- Counted by cell first: few rows are then split by segment.
active_cells as (

    select
        cells.cell_customer_id as customer_id,
        active_months.month,
        count(*) as active_customer_count

    from active_months
    left join cells
        on active_months.customer_id = cells.customer_id
    group by cells.cell_customer_id, active_months.month

),

user_cells as (

    select
        cells.cell_customer_id as customer_id,
        uses.month,
        uses.feature,
        count(*) as user_count,
        {{ count_where('uses.month = uses.first_month') }} as first_time_user_count,
        sum(uses.event_count) as event_count

    from numbered_uses as uses
    inner join active_months
        on
            uses.customer_id = active_months.customer_id
            and uses.month = active_months.month
    left join cells
        on uses.customer_id = cells.customer_id
    group by cells.cell_customer_id, uses.month, uses.feature

),

segmented_active as (

    {{ by_segment('active_cells') }}

),

segmented_users as (

    {{ by_segment('user_cells') }}

),

active as (

    select
        month,
        segment_type,
        segment_value,
        {{ whole_sum('active_customer_count') }} as active_customer_count

    from segmented_active
    group by month, segment_type, segment_value

),

users as (

    select
        month,
        feature,
        segment_type,
        segment_value,
        {{ whole_sum('user_count') }} as user_count,
        {{ whole_sum('first_time_user_count') }} as first_time_user_count,
        {{ whole_sum('event_count') }} as event_count

    from segmented_users
    group by month, feature, segment_type, segment_value

)

select
    users.month,
    users.feature,
    users.segment_type,
    users.segment_value,
    active.active_customer_count,
    users.user_count,
    users.first_time_user_count,
    users.event_count,
    case
        when {{ is_month_complete('users.month') }} then {{ ratio('users.user_count', 'active.active_customer_count') }}
    end as use_share,
    {{ is_month_complete('users.month') }} as is_complete

from users
cross join {{ ref('as_of') }} as as_of
inner join active
    on
        users.month = active.month
        and users.segment_type = active.segment_type
        and users.segment_value = active.segment_value
