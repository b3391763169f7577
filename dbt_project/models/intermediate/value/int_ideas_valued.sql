with

statuses as (

    select
        idea_id,
        status,
        changed_at,
        annual_value,
        currency,
        row_number() over (partition by idea_id order by changed_at desc) as status_number

    from {{ ref('stg_community__idea_status') }}
    where {{ happened_by_as_of('changed_at') }}

),

launched as (

    select
        idea_id,
        annual_value,
        coalesce(currency, '{{ var("reporting_currency") }}') as currency,
        {{ business_date('changed_at') }} as launched_date

    from statuses
    where status_number = 1 and status = 'launched' and annual_value is not null

),

fx_rates as (

    select
        currency,
        rate,
        valid_from_month,
        valid_before_month

    from {{ ref('int_fx_rates_extended') }}

)

-- Not rounded yet: the parts of submitter and voters are.
select
    launched.idea_id,
    launched.launched_date,
    {{ in_reporting_currency('launched.annual_value') }} as annual_margin

from launched
inner join fx_rates
    on
        launched.currency = fx_rates.currency
        and {{ month_of('launched.launched_date') }} >= fx_rates.valid_from_month
        and {{ month_of('launched.launched_date') }} < fx_rates.valid_before_month
