with

visits as (

    select
        customer_id,
        max(last_started_at) as last_session_at

    from {{ ref('int_customers_to_visit_days') }}
    group by customer_id

),

activities as (

    select
        customer_id,
        {{ max_by('activity_type', moment_position('occurred_at', 'activity_id')) }} as last_activity_type

    from {{ ref('int_activities_identified') }}
    group by customer_id

)

select
    coalesce(visits.customer_id, activities.customer_id) as customer_id,
    visits.last_session_at,
    activities.last_activity_type

from visits
full outer join activities
    on visits.customer_id = activities.customer_id
