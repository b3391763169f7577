-- What the risk of leaving was worth in months that the model had not seen, beside a plain guess.
with card as (
    select
        relation,
        max(case when name = 'is_published' then value end) as is_published,
        max(case when name = 'holdout_row_count' then value end) as row_count,
        max(case when name = 'holdout_leaver_count' then value end) as leaver_count,
        max(case when name = 'top_decile_lift_baseline' then value end) as plain_lift
    from marts.churn_model_card
    group by relation
),

tenths as (
    select
        relation,
        mean_probability,
        left_share
    from marts.churn_calibration
    where decile = 10
),

shares as (
    select
        card.relation,
        card.is_published,
        card.leaver_count / nullif(card.row_count, 0) as overall_share,
        card.plain_lift * card.leaver_count / nullif(card.row_count, 0) as plain_share,
        tenths.mean_probability as told_share,
        tenths.left_share
    from card
    left join tenths on card.relation = tenths.relation
)

select
    relation,
    case
        when is_published = 1
            then
                'Of 100 customers in the tenth at greatest risk, ' || cast(round(100 * left_share) as integer)
                || ' left; among all, ' || cast(round(100 * overall_share) as integer) || '.'
        when told_share is null then 'There was too little to learn from: the plain guess is published.'
        else
            'The model did not beat the plain guess, so the plain guess is published. '
            || 'Of 100 customers in its tenth at greatest risk, '
            || cast(round(100 * left_share) as integer) || ' left; among all, '
            || cast(round(100 * overall_share) as integer) || '.'
    end as verdict,
    case
        when is_published = 1
            then
                'リスクが最も高い1割の顧客100人のうち' || cast(round(100 * left_share) as integer) || '人が離脱。全体では100人のうち'
                || cast(round(100 * overall_share) as integer) || '人。'
        when told_share is null then '学習できるデータが足りないため、単純予測を表示しています。'
        else
            'モデルは単純予測を上回らなかったため、単純予測を表示しています。モデルがリスク最大とした1割では100人のうち'
            || cast(round(100 * left_share) as integer) || '人が離脱、全体では'
            || cast(round(100 * overall_share) as integer) || '人。'
    end as verdict_ja,
    told_share,
    left_share,
    overall_share,
    plain_share
from shares
order by relation desc
