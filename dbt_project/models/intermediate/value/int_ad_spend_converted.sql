with

spend as (

    select
        date,
        channel,
        campaign_id,
        clicks,
        reach,
        audience_size,
        spend,
        currency,
        {{ month_of('date') }} as month

    from {{ ref('stg_web__ad_spend') }}
    where {{ dated_by_as_of('date') }}

),

fx_rates as (

    select
        currency,
        rate,
        valid_from_month,
        valid_before_month

    from {{ ref('int_fx_rates_extended') }}

)

select
    spend.date,
    spend.channel,
    spend.campaign_id,
    spend.month,
    spend.clicks,
    spend.reach,
    spend.audience_size,
    {{ money(in_reporting_currency('spend.spend')) }} as spend

from spend
left join fx_rates
    on
        spend.currency = fx_rates.currency
        and spend.month >= fx_rates.valid_from_month
        and spend.month < fx_rates.valid_before_month
