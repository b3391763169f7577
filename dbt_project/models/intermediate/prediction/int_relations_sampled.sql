with

relations as (

    select
        relations.customer_id,
        relations.snapshot_date,
        relations.relation,
        snapshots.churn_role,
        case
            when relations.relation = 'subscriber' then coalesce('plan ' || terms.plan, 'without a plan')
            when relations.recency_days <= 30 then '0-30'
            when relations.recency_days <= 60 then '31-60'
            when relations.recency_days <= 90 then '61-90'
            when relations.recency_days <= 180 then '91-180'
            else '181+'
        end as cell,
        case when snapshots.churn_role != 'current' then followed.has_left_in_churn_horizon end as has_left

    from {{ ref('int_customers_to_relations') }} as relations
    inner join {{ ref('int_snapshots_dated') }} as snapshots
        on
            relations.snapshot_date = snapshots.snapshot_date
            and snapshots.churn_role is not null
    left join {{ ref('int_relations_followed') }} as followed
        on
            relations.customer_id = followed.customer_id
            and relations.snapshot_date = followed.snapshot_date
    left join {{ ref('int_terms_to_snapshots') }} as terms
        on
            relations.customer_id = terms.customer_id
            and relations.snapshot_date = terms.snapshot_date

),

counted as (

    select
        relation,
        count(*) as row_count

    from relations
    where churn_role = 'training'
    group by relation

),

-- Millions of rows more tell a fit nothing new: so many are drawn, the same ones each time.
numbered as (

    select
        relations.*,
        row_number() over (
            partition by relations.relation, relations.churn_role
            order by
                case
                    when counted.row_count > {{ var('churn_max_rows') }}
                        then substr({{ sha256_hex("relations.customer_id || '|' || relations.snapshot_date") }}, 1, 16)
                end,
                relations.customer_id,
                relations.snapshot_date
        ) as draw_number

    from relations
    inner join counted
        on relations.relation = counted.relation

)

-- A relation of which nothing can be learned has no row.
select
    customer_id,
    snapshot_date,
    relation,
    churn_role,
    cell,
    has_left

from numbered
where churn_role != 'training' or draw_number <= {{ var('churn_max_rows') }}
