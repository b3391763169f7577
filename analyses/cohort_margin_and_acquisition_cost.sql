-- Has a customer of each channel and quarter earned back what it cost to win them?
--
-- One row per acquisition channel and cohort quarter: what a customer cost, the margin so far of a customer of the
-- orders cohorts of that quarter, and the month in which the cost was earned back (empty: not yet).
with

cohorts as (

    select
        segment_value as acquisition_channel,
        cast(date_trunc('quarter', cohort_month) as date) as cohort_quarter,
        sum(case when month_number = 0 then cohort_customer_count else 0 end) as customer_count,
        sum(margin) as margin

    from {{ ref('cohort_retention') }}
    where
        basis = 'order'
        and segment_type = 'acquisition_channel'
    group by segment_value, cast(date_trunc('quarter', cohort_month) as date)

)

select
    acquisition.acquisition_channel,
    acquisition.cohort_quarter,
    acquisition.customer_count,
    acquisition.spend,
    acquisition.acquisition_cost,
    cast(cohorts.margin as double precision) / nullif(cohorts.customer_count, 0) as margin_per_customer,
    acquisition.ltv_discounted,
    acquisition.ltv_to_cac,
    acquisition.payback_months

from {{ ref('ltv_by_acquisition') }} as acquisition
left join cohorts
    on
        acquisition.acquisition_channel = cohorts.acquisition_channel
        and acquisition.cohort_quarter = cohorts.cohort_quarter
order by acquisition.cohort_quarter, acquisition.acquisition_channel
