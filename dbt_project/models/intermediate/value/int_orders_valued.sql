with

orders as (

    select
        *,
        {{ business_date('ordered_at') }} as business_date

    from {{ ref('stg_commerce__orders') }}
    where {{ happened_by_as_of('ordered_at') }}

),

line_totals as (

    select
        order_id,
        sum(gross_original) as gross_original,
        -- A line whose cost has no exchange rate leaves the order's cost unknown.
        case when count(cost) = count(*) then sum(cost) end as product_cost,
        max(case when is_cost_estimated then 1 else 0 end) = 1 as is_cost_estimated

    from {{ ref('int_order_lines_costed') }}
    group by order_id

),

refund_totals as (

    select
        order_id,
        sum(amount) as refund_original

    from {{ ref('stg_commerce__refunds') }}
    where {{ happened_by_as_of('refunded_at') }}
    group by order_id

),

fx_rates as (

    select
        currency,
        rate,
        valid_from_month,
        valid_before_month

    from {{ ref('int_fx_rates_extended') }}

),

totalled as (

    select
        orders.*,
        fx_rates.rate,
        {{ money('coalesce(line_totals.gross_original, 0)') }} as gross_original,
        {{ money('coalesce(orders.discount_amount, 0)') }} as discount_original,
        {{ money('coalesce(refund_totals.refund_original, 0)') }} as refund_original,
        case when line_totals.order_id is null then 0 else line_totals.product_cost end as exact_product_cost,
        coalesce(line_totals.is_cost_estimated, false) as is_cost_estimated

    from orders
    left join line_totals
        on orders.order_id = line_totals.order_id
    left join refund_totals
        on orders.order_id = refund_totals.order_id
    left join fx_rates
        on
            orders.currency = fx_rates.currency
            and {{ month_of('orders.business_date') }} >= fx_rates.valid_from_month
            and {{ month_of('orders.business_date') }} < fx_rates.valid_before_month

),

netted as (

    select
        *,
        {{ money('gross_original - discount_original - refund_original') }} as net_original

    from totalled

),

converted as (

    select
        *,
        {{ money(in_reporting_currency('gross_original', 'rate')) }} as gross_sales,
        {{ money(in_reporting_currency('discount_original', 'rate')) }} as discount_converted,
        {{ money(in_reporting_currency('refund_original', 'rate')) }} as refund_converted,
        {{ money(in_reporting_currency('net_original', 'rate')) }} as net_sales,
        case when rate is not null then {{ money('exact_product_cost') }} end as product_cost,
        {{ money(in_reporting_currency('net_original', 'rate') ~ ' - exact_product_cost') }} as margin

    from netted

)

select
    order_id,
    customer_record_id,
    anonymous_id,
    ordered_at,
    business_date,
    channel,
    fulfilment,
    status,
    -- Exact, in the order's own currency: a fully refunded order is exactly 0 and does not count.
    status = 'paid' and net_original > 0 and net_sales is not null as is_counted,
    gross_sales,
    discount_converted as discount_amount,
    refund_converted as refund_amount,
    net_sales,
    product_cost,
    margin,
    is_cost_estimated,
    campaign_id,
    coupon_code,
    currency as currency_original,
    net_original as net_sales_original,
    rate

from converted
