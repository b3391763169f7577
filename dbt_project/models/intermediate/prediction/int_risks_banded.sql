with

published as (

    select
        relation,
        value = 1 as is_published

    from {{ ref('int_predictions_judged') }}
    where name = 'is_published'

),

told as (

    select
        scored.customer_id,
        scored.relation,
        scored.snapshot_date,
        scored.baseline_probability,
        case when published.is_published then 'fitted' else 'baseline' end as model,
        case
            when published.is_published then scored.churn_probability
            else scored.baseline_probability
        end as churn_probability,
        case when scored.relation = 'subscriber' then features.monthly_amount else features.margin_365d end as worth

    from {{ ref('int_risks_scored') }} as scored
    inner join published
        on scored.relation = published.relation
    inner join {{ ref('int_risk_features_measured') }} as features
        on
            scored.customer_id = features.customer_id
            and scored.snapshot_date = features.snapshot_date
            and features.churn_role = 'current'
    where scored.is_current

),

-- Of those alike in danger the dearest come first.
ranked as (

    select
        *,
        row_number() over (
            partition by relation
            order by
                churn_probability desc,
                case when worth is null then 1 else 0 end asc,
                worth desc,
                customer_id asc
        ) as place,
        count(*) over (partition by relation) as customer_count

    from told

)

select
    customer_id,
    relation,
    snapshot_date,
    churn_probability,
    baseline_probability,
    case
        when place <= ceil(round({{ var('churn_high_share') }} * customer_count, 6)) then 'high'
        when
            place <= ceil(round({{ var('churn_high_share') }} * customer_count, 6))
            + ceil(round({{ var('churn_mid_share') }} * customer_count, 6)) then 'mid'
        else 'low'
    end as risk_band,
    model

from ranked
