with

landed_rates as (

    select
        {{ month_of('month') }} as month,
        currency,
        rate_to_reporting,
        -- Several days of one month in the landing table: the latest is the month's.
        row_number() over (partition by {{ month_of('month') }}, currency order by month desc) as rate_number

    from {{ ref('stg_reference__fx_rates') }}

),

default_rates as (

    select
        month,
        currency,
        rate_to_reporting

    from {{ ref('fx_rates') }}
    where reporting_currency = '{{ var("reporting_currency") }}'

),

rates as (

    select
        month,
        currency,
        rate_to_reporting

    from landed_rates
    where rate_number = 1

    union all

    select
        default_rates.month,
        default_rates.currency,
        default_rates.rate_to_reporting

    from default_rates
    left join landed_rates
        on
            default_rates.month = landed_rates.month
            and default_rates.currency = landed_rates.currency
    where landed_rates.month is null

)

-- A rate holds until the next one, with the digits that it is written with: by way of text, as a double's own binary
-- digits would decide which way a half is rounded. The reporting currency is worth 1 whatever a table says.
select
    currency,
    cast(cast(rate_to_reporting as {{ type_text() }}) as decimal(26, 16)) as rate,
    month as valid_from_month,
    coalesce(
        lead(month) over (partition by currency order by month), cast('9999-12-01' as date)
    ) as valid_before_month

from rates
where currency != '{{ var("reporting_currency") }}' and rate_to_reporting > 0 and rate_to_reporting < 10000000000

union all

select
    '{{ var("reporting_currency") }}' as currency,
    cast(1 as decimal(26, 16)) as rate,
    cast('0001-01-01' as date) as valid_from_month,
    cast('9999-12-01' as date) as valid_before_month
