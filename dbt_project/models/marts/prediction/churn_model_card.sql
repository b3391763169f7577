select
    relation,
    name,
    value

from {{ ref('int_predictions_judged') }}
