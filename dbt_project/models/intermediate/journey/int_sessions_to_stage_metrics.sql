with

-- Exact sums: milliseconds do not add up differently in another order of rows.
customer_months as (

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        count(*) as session_count,
        {{ count_where("channel = 'organic_search'") }} as organic_session_count,
        sum(cast(engaged_seconds as decimal(38, 3))) as engaged_seconds,
        sum(page_view_count) as page_view_count,
        {{ count_where('has_download') }} as download_count,
        {{ count_where('has_purchase') }} as purchase_count,
        {{ count_where('has_add_to_cart') }} as cart_count,
        {{ count_where('has_add_to_cart and not has_purchase') }} as abandoned_cart_count,
        {{ count_where('has_begin_checkout') }} as checkout_count,
        {{ count_where('has_begin_checkout and has_purchase') }} as completed_checkout_count

    from {{ ref('sessions') }}
    where not is_bot
    group by customer_id, {{ month_of('business_date') }}

),

segmented as (

    {{ by_segment('customer_months') }}

),

totals as (

    select
        month,
        segment_type,
        segment_value,
        sum(session_count) as session_count,
        sum(organic_session_count) as organic_session_count,
        sum(engaged_seconds) as engaged_seconds,
        sum(page_view_count) as page_view_count,
        sum(download_count) as download_count,
        sum(purchase_count) as purchase_count,
        sum(cart_count) as cart_count,
        sum(abandoned_cart_count) as abandoned_cart_count,
        sum(checkout_count) as checkout_count,
        sum(completed_checkout_count) as completed_checkout_count

    from segmented
    group by month, segment_type, segment_value

),

measured as (

    select
        totals.month,
        metrics.metric,
        totals.segment_type,
        totals.segment_value,
        cast(
            case metrics.metric
                when 'organic_sessions' then totals.organic_session_count
                when 'engaged_seconds_per_session' then totals.engaged_seconds
                when 'pages_per_session' then totals.page_view_count
                when 'download_rate' then totals.download_count
                when 'conversion_rate' then totals.purchase_count
                when 'cart_abandonment_rate' then totals.abandoned_cart_count
                when 'checkout_completion_rate' then totals.completed_checkout_count
            end as {{ type_double() }}
        ) as numerator,
        cast(
            case
                when metrics.metric = 'organic_sessions' then null
                when metrics.metric = 'cart_abandonment_rate' then totals.cart_count
                when metrics.metric = 'checkout_completion_rate' then totals.checkout_count
                else totals.session_count
            end as {{ type_double() }}
        ) as denominator

    from totals
    cross join (
        values
        ('organic_sessions'),
        ('engaged_seconds_per_session'),
        ('pages_per_session'),
        ('download_rate'),
        ('conversion_rate'),
        ('cart_abandonment_rate'),
        ('checkout_completion_rate')
    ) as metrics (metric)

)

-- A month without carts has no row on carts, a month without visits from search none on them.
select *
from measured
where coalesce(denominator, numerator) > 0
