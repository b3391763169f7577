select
    language,
    scorer,
    label_count,
    test_count,
    accuracy,
    macro_f1,
    calibration_error,
    is_used

from {{ ref('int_sentiment_tested') }}
