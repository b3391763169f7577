with

dated_uses as (

    select
        uses.customer_id,
        uses.feature,
        days.snapshot_date

    from {{ ref('int_features_used') }} as uses
    inner join {{ ref('int_snapshots_to_days') }} as days
        on uses.business_date = days.business_date
    where days.days_ago < 90 and uses.feature is not null

),

-- What can be used is what anybody uses, known or not.
features as (

    select
        snapshot_date,
        count(distinct feature) as feature_count

    from dated_uses
    group by snapshot_date

),

customers as (

    select
        customer_id,
        snapshot_date,
        count(distinct feature) as feature_count

    from dated_uses
    where customer_id is not null
    group by customer_id, snapshot_date

)

select
    relations.customer_id,
    relations.snapshot_date,
    {{ ratio('coalesce(customers.feature_count, 0)', 'features.feature_count') }} as feature_share

from {{ ref('int_customers_to_relations') }} as relations
inner join features
    on relations.snapshot_date = features.snapshot_date
left join customers
    on
        relations.customer_id = customers.customer_id
        and relations.snapshot_date = customers.snapshot_date
