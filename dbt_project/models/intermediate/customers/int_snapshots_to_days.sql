-- An equal date is a cheaper thing to join by than a span.
select
    snapshots.snapshot_date,
    {{ add_days('snapshots.snapshot_date', '-cast(numbers.days_ago as integer)') }} as business_date,
    cast(numbers.days_ago as integer) as days_ago

from {{ ref('int_snapshots_dated') }} as snapshots
{{ numbers_to_rows('0', '364', 'numbers', 'days_ago') }}
