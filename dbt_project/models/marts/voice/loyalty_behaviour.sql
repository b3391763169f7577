with

observed as (

    select *
    from {{ ref('int_loyalties_observed') }}

),

spans as (

    select
        'quarter' as period_type,
        quarter as period_start,
        nps_band,
        is_matured,
        order_count,
        net_sales,
        referral_count
    from observed

    union all

    select
        'all_time' as period_type,
        min(business_date) over () as period_start,
        nps_band,
        is_matured,
        order_count,
        net_sales,
        referral_count
    from observed
    where is_first_answer

),

counted as (

    select
        period_type,
        period_start,
        nps_band,
        count(*) as customer_count,
        {{ count_where('is_matured') }} as matured_customer_count,
        {{ count_where('is_matured and order_count > 0') }} as buying_customer_count,
        sum(case when is_matured then net_sales end) as net_sales,
        {{ count_where('is_matured and referral_count > 0') }} as referring_customer_count

    from spans
    group by period_type, period_start, nps_band

)

select
    period_type,
    period_start,
    nps_band,
    customer_count,
    matured_customer_count,
    buying_customer_count,
    {{ ratio('buying_customer_count', 'matured_customer_count') }} as buying_share,
    {{ wilson_low('buying_customer_count', 'matured_customer_count') }} as ci_low,
    {{ wilson_high('buying_customer_count', 'matured_customer_count') }} as ci_high,
    {{ ratio('net_sales', 'matured_customer_count') }} as net_sales_per_customer,
    referring_customer_count,
    {{ ratio('referring_customer_count', 'matured_customer_count') }} as referring_share

from counted
