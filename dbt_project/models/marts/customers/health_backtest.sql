with

outcomes as (

    select
        health.snapshot_date,
        health.relation,
        health.band,
        followed.has_left_in_health_window as has_left

    from {{ ref('customer_health') }} as health
    inner join {{ ref('int_relations_followed') }} as followed
        on
            health.customer_id = followed.customer_id
            and health.snapshot_date = followed.snapshot_date
    where health.score is not null and followed.has_left_in_health_window is not null

),

counted as (

    select
        snapshot_date,
        coalesce(relation, 'all') as relation,
        coalesce(band, 'all') as band,
        count(*) as customer_count,
        {{ count_where('has_left') }} as left_customer_count

    from outcomes
    group by grouping sets (
        (snapshot_date, relation, band), (snapshot_date, relation), (snapshot_date, band), (snapshot_date)
    )

)

select
    counted.snapshot_date,
    counted.relation,
    counted.band,
    counted.customer_count,
    counted.left_customer_count,
    {{ ratio('counted.left_customer_count', 'counted.customer_count') }} as left_share,
    {{ wilson_low('counted.left_customer_count', 'counted.customer_count') }} as ci_low,
    {{ wilson_high('counted.left_customer_count', 'counted.customer_count') }} as ci_high,
    {{ ratio(
        ratio('counted.left_customer_count', 'counted.customer_count'),
        ratio('everybody.left_customer_count', 'everybody.customer_count')
    ) }} as lift

from counted
inner join counted as everybody
    on
        counted.snapshot_date = everybody.snapshot_date
        and counted.relation = everybody.relation
        and everybody.band = 'all'
