-- The table of points: log-odds of leaving = points of the average customer + those of each feature.
select
    relation,
    feature,
    case
        when feature = 'intercept' then ''
        when is_missing then 'not known'
        when lower_bound is null and upper_bound is null then 'known'
        when lower_bound is null then 'below ' || format('{:g}', upper_bound)
        when upper_bound is null then format('{:g}', lower_bound) || ' or more'
        else format('{:g}', lower_bound) || ' to below ' || format('{:g}', upper_bound)
    end as values,
    case
        when feature = 'intercept' then ''
        when is_missing then '不明'
        when lower_bound is null and upper_bound is null then '判明'
        when lower_bound is null then format('{:g}', upper_bound) || '未満'
        when upper_bound is null then format('{:g}', lower_bound) || '以上'
        else format('{:g}', lower_bound) || '以上' || format('{:g}', upper_bound) || '未満'
    end as values_ja,
    effect,
    training_share
from marts.churn_model_terms
order by relation desc, feature != 'intercept', feature asc, term_order asc
