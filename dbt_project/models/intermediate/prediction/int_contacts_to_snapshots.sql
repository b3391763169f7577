with

contact_dates as (

    select
        customer_id,
        business_date,
        lead(business_date) over (partition by customer_id order by business_date) as next_date

    from (
        select distinct
            customer_id,
            business_date
        from {{ ref('touchpoints') }}
        where customer_id is not null
    ) as distinct_dates

)

select
    contact_dates.customer_id,
    snapshots.snapshot_date,
    {{ days_between('contact_dates.business_date', 'snapshots.snapshot_date') }} as days_since_last_contact

from contact_dates
inner join {{ ref('int_snapshots_dated') }} as snapshots
    on
        contact_dates.business_date <= snapshots.snapshot_date
        and coalesce(contact_dates.next_date > snapshots.snapshot_date, true)
        and snapshots.churn_role is not null
