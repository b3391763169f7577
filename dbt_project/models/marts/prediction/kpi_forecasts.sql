select
    metric,
    {{ add_months('last_month', 'horizon') }} as month,
    horizon,
    value,
    low_80,
    high_80,
    low_95,
    high_95,
    method,
    mase,
    naive_mase,
    history_month_count

from {{ ref('metric_forecasts') }}
