with

opinions as (

    select
        customer_id,
        business_date,
        nps_score,
        lead(business_date) over (partition by customer_id order by responded_at, response_id) as next_date

    from {{ ref('survey_responses') }}
    where customer_id is not null and nps_score is not null

)

select
    opinions.customer_id,
    days.snapshot_date,
    opinions.nps_score as latest_nps_score

from opinions
inner join {{ ref('int_snapshots_to_days') }} as days
    on opinions.business_date = days.business_date
where days.days_ago < 180 and coalesce(opinions.next_date > days.snapshot_date, true)
