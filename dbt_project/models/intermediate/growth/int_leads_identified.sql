with

leads as (

    select
        lead_id,
        customer_record_id,
        {{ normalised_email('email') }} as email,
        company_id,
        source,
        amount,
        coalesce(currency, '{{ var("reporting_currency") }}') as currency,
        created_at,
        {{ month_of(business_date('created_at')) }} as created_month

    from {{ ref('stg_crm__leads') }}
    where {{ happened_by_as_of('created_at') }}

),

owned as (

    {{ with_owner('leads', [['record', 'customer_record_id'], ['email', 'email']]) }}

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
    owned.lead_id,
    owned.customer_id,
    owned.company_id,
    owned.source,
    owned.created_at,
    {{ money(in_reporting_currency('owned.amount')) }} as amount

from owned
left join fx_rates
    on
        owned.currency = fx_rates.currency
        and owned.created_month >= fx_rates.valid_from_month
        and owned.created_month < fx_rates.valid_before_month
