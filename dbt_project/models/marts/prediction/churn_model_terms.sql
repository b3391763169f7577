select
    relation,
    feature,
    term_order,
    lower_bound,
    upper_bound,
    is_missing,
    effect,
    training_share

from {{ ref('int_points_fitted') }}
