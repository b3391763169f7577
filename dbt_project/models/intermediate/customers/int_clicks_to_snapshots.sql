with

snapshots as (

    select
        snapshot_date,
        moment_at

    from {{ ref('int_snapshots_dated') }}

),

messages as (

    select *
    from {{ ref('int_messages_delivered') }}

),

counted as (

    select
        messages.customer_number,
        snapshots.snapshot_date,
        count(*) as message_count,
        {{ count_where('days.days_ago < 28') }} as message_count_28d,
        {{ count_where('messages.first_clicked_at <= snapshots.moment_at') }} as click_count

    from messages
    inner join {{ ref('int_snapshots_to_days') }} as days
        on messages.business_date = days.business_date
    inner join snapshots
        on days.snapshot_date = snapshots.snapshot_date
    where days.days_ago < 90
    group by messages.customer_number, snapshots.snapshot_date

),

base_rates as (

    select
        snapshot_date,
        {{ ratio('sum(click_count)', 'sum(message_count)') }} as click_rate

    from counted
    group by snapshot_date

)

-- A click in two messages says little: everybody's clicks weigh in, as in the choice of the best channel.
select
    names.customer_id,
    counted.snapshot_date,
    counted.message_count_28d,
    {{ ratio(
        'counted.click_count + ' ~ var('shrinkage_messages') ~ ' * base_rates.click_rate',
        'counted.message_count + ' ~ var('shrinkage_messages')
    ) }} as click_rate

from counted
inner join base_rates
    on counted.snapshot_date = base_rates.snapshot_date
inner join {{ ref('id_customers_numbered') }} as names
    on counted.customer_number = names.customer_number
