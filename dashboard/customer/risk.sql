-- What the risk of leaving adds up from: the greatest points, all others together, the average customer, and the sum.
with effects as (
    select
        churn_features.customer_id,
        churn_risk.relation,
        churn_features.feature,
        churn_features.value,
        churn_features.effect,
        row_number() over (
            partition by churn_features.customer_id
            order by abs(churn_features.effect) desc, churn_features.feature asc
        ) as place
    from marts.churn_features
    inner join marts.churn_risk on churn_features.customer_id = churn_risk.customer_id
    where churn_features.effect is not null and churn_features.customer_id in (select unnest($customers))
),

parts as (
    select
        customer_id,
        place,
        feature as part,
        value,
        effect as points
    from effects
    where place <= $features

    union all

    select
        customer_id,
        101 as place,
        'all_others' as part,
        null as value,
        sum(effect) as points
    from effects
    where place > $features
    group by customer_id

    union all

    select
        effects.customer_id,
        102 as place,
        'intercept' as part,
        null as value,
        terms.effect as points
    from effects
    inner join marts.churn_model_terms as terms
        on effects.relation = terms.relation and terms.feature = 'intercept'
    where effects.place = 1
)

select
    customer_id,
    place,
    part,
    value,
    points,
    null as probability
from parts

union all

select
    parts.customer_id,
    103 as place,
    'all' as part,
    null as value,
    sum(parts.points) as points,
    max(churn_risk.churn_probability) as probability
from parts
inner join marts.churn_risk on parts.customer_id = churn_risk.customer_id
group by parts.customer_id
order by customer_id asc, place asc
