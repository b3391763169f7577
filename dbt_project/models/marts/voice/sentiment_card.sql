select
    tested.language,
    tested.scorer,
    as_of.as_of_month as learned_before,
    tested.label_count,
    tested.test_count,
    tested.accuracy,
    tested.macro_f1,
    tested.calibration_error,
    tested.is_used

from {{ ref('int_sentiment_tested') }} as tested
cross join {{ ref('as_of') }} as as_of
