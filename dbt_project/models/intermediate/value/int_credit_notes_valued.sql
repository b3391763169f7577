with

credit_notes as (

    select
        refund_id,
        customer_record_id,
        channel,
        amount,
        currency,
        refunded_at,
        {{ business_date('refunded_at') }} as business_date

    from {{ ref('stg_commerce__refunds') }}
    where order_id is null and {{ happened_by_as_of('refunded_at') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}

),

fx_rates as (

    select
        currency,
        rate,
        valid_from_month,
        valid_before_month

    from {{ ref('int_fx_rates_extended') }}

)

-- No order says whose money it was: only the record does. Without an order's month it is worth what it is on its own
-- day.
select
    credit_notes.refund_id,
    records.customer_id,
    credit_notes.channel,
    credit_notes.refunded_at,
    credit_notes.business_date,
    {{ money(in_reporting_currency('credit_notes.amount')) }} as amount

from credit_notes
left join records
    on credit_notes.customer_record_id = records.record_id
left join fx_rates
    on
        credit_notes.currency = fx_rates.currency
        and {{ month_of('credit_notes.business_date') }} >= fx_rates.valid_from_month
        and {{ month_of('credit_notes.business_date') }} < fx_rates.valid_before_month
