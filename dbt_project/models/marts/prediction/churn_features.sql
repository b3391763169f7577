select
    customer_id,
    feature,
    value,
    effect

from {{ ref('int_risks_explained') }}
