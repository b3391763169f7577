-- The table of points: log-odds of leaving = points of the average customer + those of each feature.
select
    relation,
    feature,
    string_agg(
        case
            when feature = 'intercept' then ''
            when is_missing then '?: '
            when lower_bound is null and upper_bound is null then '≠ ?: '
            when lower_bound is null then '< ' || format('{:g}', upper_bound) || ': '
            when upper_bound is null then '≥ ' || format('{:g}', lower_bound) || ': '
            else format('{:g}', lower_bound) || ' – < ' || format('{:g}', upper_bound) || ': '
        end || replace(format('{:+.3f}', effect), '-', '−'),
        '; '
        order by term_order asc
    ) as points_of,
    max(effect) as most
from marts.churn_model_terms
group by relation, feature
order by relation desc, feature != 'intercept', feature asc
