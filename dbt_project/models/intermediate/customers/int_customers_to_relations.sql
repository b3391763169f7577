with

snapshots as (

    select
        snapshot_date,
        moment_at

    from {{ ref('int_snapshots_dated') }}

),

subscribers as (

    select
        terms.customer_id,
        snapshots.snapshot_date,
        max(case
            when
                terms.ends_at > snapshots.moment_at
                and terms.ends_at <= snapshots.moment_at + interval '1440 hours' then 1
            else 0
        end) = 1 as is_renewal_near

    from {{ ref('int_terms_bounded') }} as terms
    inner join snapshots
        on
            terms.started_at <= snapshots.moment_at
            and terms.ended_at > snapshots.moment_at
    group by terms.customer_id, snapshots.snapshot_date

),

buyers as (

    select
        customer_id,
        snapshot_date,
        recency_days,
        recency_ratio,
        order_count,
        next_order_date

    from {{ ref('int_orders_to_rhythms') }}

)

select
    coalesce(subscribers.customer_id, buyers.customer_id) as customer_id,
    coalesce(subscribers.snapshot_date, buyers.snapshot_date) as snapshot_date,
    case when subscribers.customer_id is not null then 'subscriber' else 'buyer' end as relation,
    coalesce(subscribers.is_renewal_near, false) as is_renewal_near,
    buyers.recency_days,
    buyers.recency_ratio,
    coalesce(buyers.order_count, 0) as order_count,
    buyers.next_order_date

from subscribers
full outer join buyers
    on
        subscribers.customer_id = buyers.customer_id
        and subscribers.snapshot_date = buyers.snapshot_date
where subscribers.customer_id is not null or buyers.recency_days <= {{ var('active_days') }}
