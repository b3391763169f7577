with

ad_spend as (

    select
        date,
        channel,
        campaign_id,
        spend,
        currency

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
    ad_spend.date,
    ad_spend.channel,
    ad_spend.campaign_id,
    {{ money(in_reporting_currency('ad_spend.spend')) }} as spend

from ad_spend
left join fx_rates
    on
        ad_spend.currency = fx_rates.currency
        and {{ month_of('ad_spend.date') }} >= fx_rates.valid_from_month
        and {{ month_of('ad_spend.date') }} < fx_rates.valid_before_month
